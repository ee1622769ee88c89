using System.Linq;
using ModelGen;
using ScottPlot;

namespace Syllables;

/// <summary>A training's history as a picture.</summary>
internal static class Curves
{
    public static void Draw(TrainingHistory history, string path)
    {
        double[] epochs = [.. history.Epochs.Select(e => (double)e.Epoch)];
        var figure = new Multiplot();
        figure.AddPlots(2);
        Plot loss = figure.GetPlot(0);
        loss.Title(history.StopReason is { } reason ? $"Training: {reason}" : "Training");
        loss.YLabel("loss");
        Line(loss, "training", epochs, [.. history.Epochs.Select(e => e.Loss)]);
        Line(loss, "held back", epochs, [.. history.Epochs.Select(e => e.ValidationLoss ?? double.NaN)]);
        loss.ShowLegend(Alignment.UpperRight);
        Plot metric = figure.GetPlot(1);
        metric.YLabel(history.MetricName);
        metric.XLabel("epoch");
        Line(metric, "training", epochs, [.. history.Epochs.Select(e => e.Metric)]);
        Line(metric, "held back", epochs, [.. history.Epochs.Select(e => e.ValidationMetric ?? double.NaN)]);
        metric.ShowLegend(Alignment.LowerRight);
        figure.SavePng(path, 900, 800);
    }

    private static void Line(Plot plot, string name, double[] epochs, double[] values)
    {
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(epochs, values);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        line.LegendText = name;
        line.LineWidth = 2;
        line.MarkerSize = 5;
    }
}
