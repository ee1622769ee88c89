using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ScottPlot;

namespace WhyYourLstm;

/// <summary>The curves as a table and as a picture.</summary>
internal static class Report
{
    private const int Rows = 10;
    private const int Width = 16;

    public static void Print(IReadOnlyList<LearningCurve> curves)
    {
        Console.WriteLine();
        Console.WriteLine("step".PadLeft(8) + string.Concat(curves.Select(c => c.Name.PadLeft(Width))));
        int points = curves[0].Steps.Count;
        int rows = Math.Min(Rows, points);
        for (int row = 1; row <= rows; row++)
        {
            int point = (points * row / rows) - 1;
            Console.WriteLine(
                curves[0].Steps[point].ToString(CultureInfo.InvariantCulture).PadLeft(8)
                + string.Concat(curves.Select(c => c.Accuracies[point].ToString("0.000", CultureInfo.InvariantCulture).PadLeft(Width))));
        }

        Console.WriteLine();
    }

    public static void Draw(IReadOnlyList<LearningCurve> curves, string path)
    {
        var plot = new Plot();
        foreach (LearningCurve curve in curves)
        {
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(curve.Steps.Select(s => (double)s).ToArray(), curve.Accuracies.ToArray());
            line.LegendText = curve.Name;
            line.LineWidth = 2;
            line.MarkerSize = 0;
        }

        plot.Title("Why your LSTM learns worse");
        plot.XLabel("step");
        plot.YLabel("accuracy on new sequences");
        plot.Axes.SetLimitsY(0, 1.02);
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(path, 900, 560);
    }
}
