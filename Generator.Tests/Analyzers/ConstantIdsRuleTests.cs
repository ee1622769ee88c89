using System.Threading.Tasks;
using Xunit;
using static ModelGen.Tests.Analyzers.Verify;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG2006: messages and places.</summary>
public class ConstantIdsRuleTests
{
    private const string Model = "[Model(MaxTimesteps = 6)] [Embedding(10, 4, MaskZero = true, Name = \"words\")] [Gru(4)] [Dense(3)] [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)] public sealed partial class Mood; ";

    [Fact]
    public Task OneTooFar() => InMethod(
        "model.Predict([1, {|#0:10|}], y);",
        "Id 10 does not exist: layer 'words' of Mood has a vocabulary of 10, the ids 0 to 9. Set the vocabulary to the greatest id + 1, 11.");

    [Fact]
    public Task FarTooFar() => InMethod(
        "int[] ids = { 77, 1 }; model.Predict({|#0:ids|}, y);",
        "Id 77 does not exist: layer 'words' of Mood has a vocabulary of 10, the ids 0 to 9. The vocabulary is the greatest id + 1: at least 78 for this one.");

    [Fact]
    public Task Negative() => InMethod(
        "model.Predict([1, {|#0:-1|}], y);",
        "Id -1 does not exist: layer 'words' of Mood has a vocabulary of 10, the ids 0 to 9. Ids begin at 0; pad with 0 under MaskZero = true, or give the lengths.");

    [Fact]
    public Task ZeroBetweenWords() => InMethod(
        "model.Predict([1, {|#0:0|}, 2, 0], y);",
        "Id 0 is used as a word (timestep 1), but layer 'words' of Mood takes it for padding and skips it (MaskZero). Begin the words' ids at 1, and set the vocabulary to the number of words + 1.");

    [Fact]
    public Task AClassTooMany() => InMethod(
        "trainer.TrainOnBatch([1, 2], [1, 1], classIds: [0, {|#0:3|}]);",
        "Class id 3 does not exist: Mood has 3 outputs, for the classes 0 to 2. Count the classes from 0, or give the last layer one output more.");

    [Theory]
    [InlineData("int[] ids = { 77, 1 }; ids[0] = 1; model.Predict(ids, y);")]
    [InlineData("int[] ids = { 77, 1 }; ref int first = ref ids[0]; first = 1; model.Predict(ids, y);")]
    [InlineData("int[] ids = { 77, 1 }; var same = ids; same[0] = 1; model.Predict(ids, y);")]
    [InlineData("int[] ids = { 77, 1 }; System.Array.Sort(ids); model.Predict(ids, y);")]
    [InlineData("int id = 10; id = 3; model.Predict([id], y);")]
    [InlineData("int[] ids = { 1, 2 }; ids = new[] { 3 }; model.Predict(ids, y);")]
    public Task NotKnown(string body) => InMethod(body);

    private static Task InMethod(string body, string? message = null)
        => ReportsInUseAsync(Model + "class C { void F(Mood model, Mood.Trainer trainer, float[] y) { " + body + " } }", message is null ? [] : [At(0, "MG2006", message)]);
}
