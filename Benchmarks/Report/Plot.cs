using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace ModelGen.Benchmarks.Report;

/// <summary>Nanoseconds per timestep over units, both logarithmic: a panel per case, with the roofline as a line.</summary>
internal static class Plot
{
    private const int PanelWidth = 720;
    private const int PanelHeight = 480;

    /// <summary>Draws every case that was run for at least two numbers of units.</summary>
    /// <returns>False where there is none.</returns>
    public static bool Write(string path, IReadOnlyList<CaseResult> results)
    {
        CaseResult[][] panels =
        [
            .. results.GroupBy(r => (r.Case.Name, r.Case.Precision))
                .Select(g => g.OrderBy(r => r.Case.Units).ToArray())
                .Where(g => g.DistinctBy(r => r.Case.Units).Count() > 1),
        ];
        if (panels.Length == 0)
        {
            return false;
        }

        int columns = Math.Min(panels.Length, 2);
        int rows = (panels.Length + columns - 1) / columns;
        var figure = new Multiplot();
        figure.AddPlots(panels.Length);
        figure.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns);
        for (int i = 0; i < panels.Length; i++)
        {
            Draw(figure.GetPlot(i), panels[i]);
        }

        figure.SavePng(path, columns * PanelWidth, rows * PanelHeight);
        return true;
    }

    private static void Draw(ScottPlot.Plot plot, CaseResult[] results)
    {
        BenchmarkCase first = results[0].Case;
        AddLine(plot, "roofline", results.Select(r => (r.Case.Units, r.RooflineNanoseconds)), Colors.Black, LinePattern.Dashed, 0);
        AddLine(plot, "ours", results.Select(r => (r.Case.Units, r.Nanoseconds)), Colors.C0, LinePattern.Solid, 7);
        string[] rivals = [.. results.SelectMany(r => r.Rivals).Select(r => r.Name).Distinct()];
        Color[] colors = [Colors.C1, Colors.C2, Colors.C3];
        for (int i = 0; i < rivals.Length; i++)
        {
            AddLine(
                plot,
                rivals[i],
                results.SelectMany(r => r.Rivals.Where(rival => rival.Name == rivals[i]).Select(rival => (r.Case.Units, rival.Nanoseconds))),
                colors[i % colors.Length],
                LinePattern.Solid,
                5);
        }

        plot.Title($"{first.Name}{(first.Precision == "float32" ? string.Empty : ", " + first.Precision)}");
        plot.XLabel("units");
        plot.YLabel("ns per row and timestep");
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. results.Select(r => Math.Log10(r.Case.Units))],
            [.. results.Select(r => r.Case.Units.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            MinorTickGenerator = new LogMinorTickGenerator(),
            LabelFormatter = power => Math.Pow(10, power).ToString("#,0.##", CultureInfo.InvariantCulture),
        };
        plot.Grid.MinorLineColor = Colors.Black.WithOpacity(0.06);
        plot.Grid.MinorLineWidth = 1;
        plot.ShowLegend(Alignment.LowerRight);
    }

    private static void AddLine(ScottPlot.Plot plot, string name, IEnumerable<(int Units, double Nanoseconds)> points, Color color, LinePattern pattern, float marker)
    {
        (int Units, double Nanoseconds)[] all = [.. points];
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(all.Select(p => Math.Log10(p.Units)).ToArray(), all.Select(p => Math.Log10(p.Nanoseconds)).ToArray(), color);
        line.LegendText = name;
        line.LinePattern = pattern;
        line.LineWidth = 2;
        line.MarkerSize = marker;
    }
}
