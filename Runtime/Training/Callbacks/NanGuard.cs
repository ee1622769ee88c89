using System;
using System.Globalization;

namespace ModelGen;

/// <summary>
/// Says which layer went first when training diverges: <c>new NanGuard(DigitReader.Description)</c>. When a step's loss or gradient is not
/// finite, it computes the batch once more with <see cref="ReferenceNetwork"/>, and adds the first layer whose output does not fit into a
/// float to the <see cref="TrainingDivergedException"/>, with row, timestep and feature. It costs nothing until then.
/// </summary>
/// <remarks>The second computation is without dropout and with the moving statistics of batch normalisations. Where all outputs fit it adds nothing: the gradient's own layer stands.</remarks>
public sealed class NanGuard : TrainingCallback
{
    private readonly ModelDescription _description;

    /// <summary>Creates the callback.</summary>
    /// <param name="description">The model's <c>Description</c>.</param>
    public NanGuard(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
    }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.ModelName != _description.Name)
        {
            throw new InvalidOperationException($"{context.ModelName}: {nameof(NanGuard)} was given the description of {_description.Name}.");
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Error is TrainingDivergedException diverged)
        {
            Explain(context, diverged);
        }
    }

    private void Explain(TrainingContext context, TrainingDivergedException diverged)
    {
        var network = new ReferenceNetwork(_description, context.Weights);
        int firstLayer = int.MaxValue;
        int rowIndex = 0;
        string where = string.Empty;
        foreach (ReferenceRow row in context.Trainer.BatchRows())
        {
            ReferencePass pass = network.Forward(row);
            if (pass.FirstBeyondFloat(firstLayer) is var (layer, timestep, feature, value))
            {
                firstLayer = layer;
                where = string.Create(CultureInfo.InvariantCulture, $"row {rowIndex} of the batch, timestep {timestep}, feature {feature} is {value:G6}");
            }

            rowIndex++;
        }

        if (firstLayer != int.MaxValue)
        {
            string name = _description.Layers[firstLayer].Name;
            diverged.Locate(name, $"The output of layer {name} went first: {where}.");
        }
    }
}
