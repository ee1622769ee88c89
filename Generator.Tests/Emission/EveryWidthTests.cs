using System;
using System.Linq;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Emission;

/// <summary>Matrices whose columns fill any number of panels and leave any rest: their kernels compile, at every precision.</summary>
public sealed class EveryWidthTests
{
    private const int Panel = 64;

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.BFloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void KernelsCompile(WeightPrecision precision)
    {
        var dense = new ModelBuilder("Dense", 3, 5);
        var recurrent = new ModelBuilder("Recurrent", 3, 5);
        foreach (int panels in new[] { 0, 1, 2, 3 })
        {
            foreach (int rest in new[] { 1, 8, 16, 17, 32, 33, 48, 63 })
            {
                dense.Dense((panels * Panel) + rest);
            }

            recurrent.Recurrent(Cell.SimpleRnn, (panels * Panel) + 49, returnSequences: true).Gru((panels * Panel / 4) + 13, returnSequences: true).Lstm((panels * Panel / 4) + 7, returnSequences: true);
        }

        string source = ModelSource.Write([dense.Build(), recurrent.Build()]).Replace("[Model(", $"[Model(WeightPrecision = WeightPrecision.{precision}, ", StringComparison.Ordinal);
        Assert.Equal(2, TestModelFactory.CompileAssembly(source).GetTypes().Count(t => t.DeclaringType is null && t.IsDefined(typeof(ModelAttribute), false)));
    }
}
