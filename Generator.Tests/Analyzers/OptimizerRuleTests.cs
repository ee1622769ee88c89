using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG1009, and MG0010 of optimisers.</summary>
public class OptimizerRuleTests
{
    [Fact]
    public Task LongSequencesWithoutAClip() => Verify.ReportsInUseAsync(
        """
        [Model(Features = 3, MaxTimesteps = 128)]
        [SimpleRnn(4)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class M;

        public static class Use
        {
            public static void Run() => new M.Trainer(M.Weights.Create(seed: 1), optimizer: {|#0:new Nadam()|}).Dispose();

            public static Sgd Make() => new Sgd(0.1f, {|#1:nesterov: true|});
        }
        """,
        Verify.At(0, "MG1009", "Training 'M' goes back through up to 128 timesteps, and this Nadam does not clip the gradient. Set ClipNorm = 1f on the optimiser.", DiagnosticSeverity.Info),
        Verify.At(1, "MG0010", "Sgd has nesterov: true, but no momentum that it could be a form of. Give it a momentum such as 0.9f, or remove nesterov.", DiagnosticSeverity.Info));
}
