using System;
using System.Linq;

namespace ModelGen;

/// <summary>An activity regulariser of one row: L1·Σ|y| + L2·Σy² of all that a layer returns; of a single output if any timestep was active.</summary>
internal static class ReferenceActivity
{
    public static double Value(LayerDescription layer, ReferenceSignal output, bool isSequence)
        => (layer.ActivityL1 == 0 && layer.ActivityL2 == 0) || !(isSequence || output.Active[0]) ? 0
            : output.Values.Sum(timestep => timestep.Sum(y => (layer.ActivityL1 * Math.Abs(y)) + (layer.ActivityL2 * y * y)));

    public static void AddGradient(LayerDescription layer, ReferenceSignal output, bool isSequence, double factor, double[][] gradient)
    {
        if (!isSequence && !output.Active[0])
        {
            return;
        }

        for (int t = 0; t < output.Timesteps; t++)
        {
            for (int k = 0; k < output.Values[t].Length; k++)
            {
                double y = output.Values[t][k];
                gradient[t][k] += factor * ((layer.ActivityL1 * Math.Sign(y)) + (2 * layer.ActivityL2 * y));
            }
        }
    }
}
