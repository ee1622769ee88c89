using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ModelGen.CompilerServices;

namespace ModelGen.KernelHost;

internal static class Program
{
    private const int Rows = 7; // a whole tile of 6 or 4 rows, and a rest

    private static readonly int[] s_lengths = new int[Rows];

    private static void Main()
    {
        // Only what this processor accelerates: software vectors make code that no one runs, a great deal of it.
        Console.WriteLine(Fma.IsSupported || AdvSimd.IsSupported ? "FMA" : "no FMA");
        foreach (InstructionSet set in Enum.GetValues<InstructionSet>())
        {
            if (!IsAccelerated(set))
            {
                continue;
            }

            Console.WriteLine(set);
            RunLstm8(set);
            RunLstm16(set);
            RunOddUnits(set);
            RunMerged(set);
            RunMasked(set);
            RunGrus(set);
            RunGruStream(set);
            RunPanelStream(set);
            RunRnns(set);
            RunRnnStream(set);
            RunActivations(set);
            RunLstmOptions(set);
            RunClipped(set);
            RunDroppedCells(set);
            RunLstm64(set);
            RunLstm128(set);
            RunBFloat16(set);
            RunInt8(set);
            RunFast(set);
        }
    }

    private static bool IsAccelerated(InstructionSet set) => set switch
    {
        InstructionSet.Vector512 => Vector512.IsHardwareAccelerated,
        InstructionSet.Vector256 => Vector256.IsHardwareAccelerated,
        InstructionSet.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    private static void RunLstm8(InstructionSet set)
    {
        var model = new Lstm8(Lstm8.Weights.Create(1), Rows);
        float[] x = new float[Rows * Lstm8.MaxTimesteps * Lstm8.Features];
        float[] y = new float[Rows * Lstm8.Outputs];
        model.Step(set, model.State, x.AsSpan(0, Lstm8.Features), y.AsSpan(0, Lstm8.Outputs));
        model.Predict(set, x.AsSpan(0, Lstm8.MaxTimesteps * Lstm8.Features), y.AsSpan(0, Lstm8.Outputs));
        model.Predict(set, x, Lengths(Lstm8.MaxTimesteps), y);
    }

    private static void RunLstm16(InstructionSet set)
    {
        var model = new Lstm16(Lstm16.Weights.Create(1), Rows);
        float[] x = new float[Rows * Lstm16.MaxTimesteps * Lstm16.Features];
        float[] y = new float[Rows * Lstm16.Outputs];
        model.Step(set, model.State, x.AsSpan(0, Lstm16.Features), y.AsSpan(0, Lstm16.Outputs));
        model.Predict(set, x.AsSpan(0, Lstm16.MaxTimesteps * Lstm16.Features), y.AsSpan(0, Lstm16.Outputs));
        model.Predict(set, x, Lengths(Lstm16.MaxTimesteps), y);
    }

    private static void RunOddUnits(InstructionSet set)
    {
        OddUnits.Weights weights = OddUnits.Weights.Create(1);
        var model = new OddUnits(weights, Rows);
        float[] x = new float[Rows * OddUnits.MaxTimesteps * OddUnits.Features];
        model.Step(set, model.State, x.AsSpan(0, OddUnits.Features), new float[OddUnits.Outputs]);
        model.Predict(set, x.AsSpan(0, OddUnits.MaxTimesteps * OddUnits.Features), new float[OddUnits.Outputs]);
        model.Predict(set, x, Lengths(OddUnits.MaxTimesteps), new float[Rows * OddUnits.Outputs]);
        new OddUnits.Crowd(set, weights, Rows).Step(x.AsSpan(0, Rows * OddUnits.Features), new float[Rows * OddUnits.Outputs]);
        using var trainer = new OddUnits.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(OddUnits.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(OddUnits.MaxTimesteps), new int[Rows]);
    }

    private static void RunMerged(InstructionSet set)
    {
        Merged.Weights weights = Merged.Weights.Create(1);
        var model = new Merged(weights, Rows);
        float[] x = new float[Rows * Merged.MaxTimesteps * Merged.Features];
        model.Predict(set, x.AsSpan(0, Merged.MaxTimesteps * Merged.Features), new float[Merged.Outputs]);
        model.Predict(set, x, Lengths(Merged.MaxTimesteps), new float[Rows * Merged.Outputs]);
        using var trainer = new Merged.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Merged.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(Merged.MaxTimesteps), new int[Rows]);
    }

    private static void RunMasked(InstructionSet set)
    {
        Masked.Weights weights = Masked.Weights.Create(1);
        var model = new Masked(weights, Rows);
        int[] x = new int[Rows * Masked.MaxTimesteps];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = i % Masked.Vocabulary;
        }

        float[] y = new float[Rows * Masked.MaxTimesteps * Masked.Outputs];
        model.Predict(set, x.AsSpan(0, Masked.MaxTimesteps), y.AsSpan(0, Masked.MaxTimesteps * Masked.Outputs));
        model.Predict(set, x.AsSpan(1, Masked.MaxTimesteps), y.AsSpan(0, Masked.MaxTimesteps * Masked.Outputs)); // no id is 0
        model.Predict(set, x, Lengths(Masked.MaxTimesteps), y);
        using var trainer = new Masked.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Masked.MaxTimesteps), new float[y.Length]);
        trainer.ComputeGradients(x, Lengths(Masked.MaxTimesteps), new float[y.Length]);
    }

    private static void RunGrus(InstructionSet set)
    {
        Grus.Weights weights = Grus.Weights.Create(1);
        var model = new Grus(weights, Rows);
        float[] x = new float[Rows * Grus.MaxTimesteps * Grus.Features];
        model.Predict(set, x.AsSpan(0, Grus.MaxTimesteps * Grus.Features), new float[Grus.Outputs]);
        model.Predict(set, x, Lengths(Grus.MaxTimesteps), new float[Rows * Grus.Outputs]);
        using var trainer = new Grus.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Grus.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(Grus.MaxTimesteps), new int[Rows]);
    }

    private static void RunGruStream(InstructionSet set)
    {
        GruStream.Weights weights = GruStream.Weights.Create(1);
        var model = new GruStream(weights, Rows);
        float[] x = new float[Rows * GruStream.MaxTimesteps * GruStream.Features];
        model.Step(set, model.State, x.AsSpan(0, GruStream.Features), new float[GruStream.Outputs]);
        model.Predict(set, x.AsSpan(0, GruStream.MaxTimesteps * GruStream.Features), new float[GruStream.Outputs]);
        model.Predict(set, x, Lengths(GruStream.MaxTimesteps), new float[Rows * GruStream.Outputs]);
        new GruStream.Crowd(set, weights, Rows).Step(x.AsSpan(0, Rows * GruStream.Features), new float[Rows * GruStream.Outputs]);
    }

    private static void RunPanelStream(InstructionSet set)
    {
        PanelStream.Weights weights = PanelStream.Weights.Create(1);
        var model = new PanelStream(weights, Rows);
        float[] x = new float[Rows * PanelStream.MaxTimesteps * PanelStream.Features];
        model.Step(set, model.State, x.AsSpan(0, PanelStream.Features), new float[PanelStream.Outputs]);
        model.Predict(set, x.AsSpan(0, PanelStream.MaxTimesteps * PanelStream.Features), new float[PanelStream.Outputs]);
        model.Predict(set, x, Lengths(PanelStream.MaxTimesteps), new float[Rows * PanelStream.Outputs]);
        new PanelStream.Crowd(set, weights, Rows).Step(x.AsSpan(0, Rows * PanelStream.Features), new float[Rows * PanelStream.Outputs]);
    }

    private static void RunRnns(InstructionSet set)
    {
        Rnns.Weights weights = Rnns.Weights.Create(1);
        var model = new Rnns(weights, Rows);
        float[] x = new float[Rows * Rnns.MaxTimesteps * Rnns.Features];
        model.Predict(set, x.AsSpan(0, Rnns.MaxTimesteps * Rnns.Features), new float[Rnns.Outputs]);
        model.Predict(set, x, Lengths(Rnns.MaxTimesteps), new float[Rows * Rnns.Outputs]);
        using var trainer = new Rnns.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Rnns.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(Rnns.MaxTimesteps), new int[Rows]);
    }

    private static void RunActivations(InstructionSet set)
    {
        Activations.Weights weights = Activations.Weights.Create(1);
        var model = new Activations(weights, Rows);
        float[] x = new float[Rows * Activations.MaxTimesteps * Activations.Features];
        model.Predict(set, x.AsSpan(0, Activations.MaxTimesteps * Activations.Features), new float[Activations.Outputs]);
        model.Predict(set, x, Lengths(Activations.MaxTimesteps), new float[Rows * Activations.Outputs]);
        using var trainer = new Activations.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Activations.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(Activations.MaxTimesteps), new int[Rows]);
    }

    private static void RunLstmOptions(InstructionSet set)
    {
        LstmOptions.Weights weights = LstmOptions.Weights.Create(1);
        var model = new LstmOptions(weights, Rows);
        float[] x = new float[Rows * LstmOptions.MaxTimesteps * LstmOptions.Features];
        model.Predict(set, x.AsSpan(0, LstmOptions.MaxTimesteps * LstmOptions.Features), new float[LstmOptions.Outputs]);
        model.Predict(set, x, Lengths(LstmOptions.MaxTimesteps), new float[Rows * LstmOptions.Outputs]);
        using var trainer = new LstmOptions.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(LstmOptions.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(LstmOptions.MaxTimesteps), new int[Rows]);
    }

    private static void RunClipped(InstructionSet set)
    {
        Clipped.Weights weights = Clipped.Weights.Create(1);
        var model = new Clipped(weights, Rows);
        float[] x = new float[Rows * Clipped.MaxTimesteps * Clipped.Features];
        model.Predict(set, x.AsSpan(0, Clipped.MaxTimesteps * Clipped.Features), new float[Clipped.Outputs]);
        model.Predict(set, x, Lengths(Clipped.MaxTimesteps), new float[Rows * Clipped.Outputs]);
        using var trainer = new Clipped.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Clipped.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(Clipped.MaxTimesteps), new int[Rows]);
    }

    private static void RunDroppedCells(InstructionSet set)
    {
        DroppedCells.Weights weights = DroppedCells.Weights.Create(1);
        var model = new DroppedCells(weights, Rows);
        float[] x = new float[Rows * DroppedCells.MaxTimesteps * DroppedCells.Features];
        model.Predict(set, x.AsSpan(0, DroppedCells.MaxTimesteps * DroppedCells.Features), new float[DroppedCells.Outputs]);
        model.Predict(set, x, Lengths(DroppedCells.MaxTimesteps), new float[Rows * DroppedCells.Outputs]);
        using var trainer = new DroppedCells.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(DroppedCells.MaxTimesteps), new int[Rows]);
        trainer.ComputeGradients(x, Lengths(DroppedCells.MaxTimesteps), new int[Rows]);
    }

    private static void RunRnnStream(InstructionSet set)
    {
        RnnStream.Weights weights = RnnStream.Weights.Create(1);
        var model = new RnnStream(weights, Rows);
        float[] x = new float[Rows * RnnStream.MaxTimesteps * RnnStream.Features];
        model.Step(set, model.State, x.AsSpan(0, RnnStream.Features), new float[RnnStream.Outputs]);
        model.Predict(set, x.AsSpan(0, RnnStream.MaxTimesteps * RnnStream.Features), new float[RnnStream.Outputs]);
        model.Predict(set, x, Lengths(RnnStream.MaxTimesteps), new float[Rows * RnnStream.Outputs]);
        new RnnStream.Crowd(set, weights, Rows).Step(x.AsSpan(0, Rows * RnnStream.Features), new float[Rows * RnnStream.Outputs]);
    }

    private static void RunLstm64(InstructionSet set)
    {
        Lstm64.Weights weights = Lstm64.Weights.Create(1);
        var model = new Lstm64(weights, Rows);
        float[] x = new float[Rows * Lstm64.MaxTimesteps * Lstm64.Features];
        float[] y = new float[Rows * Lstm64.MaxTimesteps * Lstm64.Outputs];
        model.Step(set, model.State, x.AsSpan(0, Lstm64.Features), y.AsSpan(0, Lstm64.Outputs));
        model.Predict(set, x.AsSpan(0, Lstm64.MaxTimesteps * Lstm64.Features), y.AsSpan(0, Lstm64.MaxTimesteps * Lstm64.Outputs));
        model.Predict(set, x, Lengths(Lstm64.MaxTimesteps), y);
        using var trainer = new Lstm64.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Lstm64.MaxTimesteps), new float[y.Length]);
        trainer.ComputeGradients(x, Lengths(Lstm64.MaxTimesteps), new float[y.Length]);
    }

    private static void RunLstm128(InstructionSet set)
    {
        Lstm128.Weights weights = Lstm128.Weights.Create(1);
        var model = new Lstm128(weights, Rows);
        float[] x = new float[Rows * Lstm128.MaxTimesteps * Lstm128.Features];
        float[] y = new float[Rows * Lstm128.Outputs];
        model.Step(set, model.State, x.AsSpan(0, Lstm128.Features), y.AsSpan(0, Lstm128.Outputs));
        model.Predict(set, x.AsSpan(0, Lstm128.MaxTimesteps * Lstm128.Features), y.AsSpan(0, Lstm128.Outputs));
        model.Predict(set, x, Lengths(Lstm128.MaxTimesteps), y);
        using var trainer = new Lstm128.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.TrainOnBatch(x, Lengths(Lstm128.MaxTimesteps), new float[y.Length]);
        trainer.ComputeGradients(x, Lengths(Lstm128.MaxTimesteps), new float[y.Length]);
    }

    private static void RunBFloat16(InstructionSet set)
    {
        var model = new LstmBFloat16(LstmBFloat16.Weights.Create(1), Rows);
        float[] x = new float[Rows * LstmBFloat16.MaxTimesteps * LstmBFloat16.Features];
        float[] y = new float[Rows * LstmBFloat16.MaxTimesteps * LstmBFloat16.Outputs];
        model.Step(set, model.State, x.AsSpan(0, LstmBFloat16.Features), y.AsSpan(0, LstmBFloat16.Outputs));
        model.Predict(set, x.AsSpan(0, LstmBFloat16.MaxTimesteps * LstmBFloat16.Features), y.AsSpan(0, LstmBFloat16.MaxTimesteps * LstmBFloat16.Outputs));
        model.Predict(set, x, Lengths(LstmBFloat16.MaxTimesteps), y);
    }

    private static void RunInt8(InstructionSet set)
    {
        var model = new LstmInt8(LstmInt8.Weights.Create(1), Rows);
        float[] x = new float[Rows * LstmInt8.MaxTimesteps * LstmInt8.Features];
        float[] y = new float[Rows * LstmInt8.MaxTimesteps * LstmInt8.Outputs];
        model.Step(set, model.State, x.AsSpan(0, LstmInt8.Features), y.AsSpan(0, LstmInt8.Outputs));
        model.Predict(set, x.AsSpan(0, LstmInt8.MaxTimesteps * LstmInt8.Features), y.AsSpan(0, LstmInt8.MaxTimesteps * LstmInt8.Outputs));
        model.Predict(set, x, Lengths(LstmInt8.MaxTimesteps), y);
    }

    private static void RunFast(InstructionSet set)
    {
        LstmFast.Weights weights = LstmFast.Weights.Create(1);
        var model = new LstmFast(weights, Rows);
        float[] x = new float[Rows * LstmFast.MaxTimesteps * LstmFast.Features];
        float[] y = new float[Rows * LstmFast.Outputs];
        model.Step(set, model.State, x.AsSpan(0, LstmFast.Features), y.AsSpan(0, LstmFast.Outputs));
        model.Predict(set, x.AsSpan(0, LstmFast.MaxTimesteps * LstmFast.Features), y.AsSpan(0, LstmFast.Outputs));
        model.Predict(set, x, Lengths(LstmFast.MaxTimesteps), y);
        using var trainer = new LstmFast.Trainer(weights, new Adam(1e-3f), Rows) { InstructionSet = set };
        trainer.ComputeGradients(x, Lengths(LstmFast.MaxTimesteps), new float[y.Length]);
    }

    /// <summary>Rows of every length from the longest down to 0.</summary>
    private static int[] Lengths(int timesteps)
    {
        for (int r = 0; r < Rows; r++)
        {
            s_lengths[r] = Math.Max(0, timesteps - r);
        }

        return s_lengths;
    }
}
