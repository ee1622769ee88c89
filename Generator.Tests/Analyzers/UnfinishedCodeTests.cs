using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>While a person types, the compiler's own error is enough.</summary>
public class UnfinishedCodeTests
{
    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [{|CS7036:Lstm()|}] partial class M;")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm({|CS1503:\"8\"|})] partial class M;")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm({|CS0103:size|})] partial class M;")]
    [InlineData("[Model(Features = {|CS0029:\"3\"|}, MaxTimesteps = 7)] [Lstm(8)] partial class M;")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(8, Activation = Activation.{|CS0117:Swish|})] partial class M;")]
    [InlineData("[{|CS0592:Model|}(Features = 3, MaxTimesteps = 7)] [{|CS0592:Lstm|}(8)] partial struct M;")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(8{|CS1026:]|} partial class M;")]
    public Task CompilerErrorsStandAlone(string source) => Verify.ReportsAsync(source);

    [Fact]
    public Task AFaultElsewhereIsStillReported() => Verify.ReportsAsync(
        "[Model(Features = 3, MaxTimesteps = 7)] [{|CS7036:Lstm()|}] [{|MG0002:Lstm(3)|}] partial class M;");
}
