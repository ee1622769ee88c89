// Ids first, then values, in any order of use.
namespace Sensors;

internal static partial class Models
{
    private const int Words = 1000;

    [Model(MaxTimesteps = 50, Streaming = true)]
    [Input(1, Name = "words")]
    [Embedding(Words, 16)]
    [Input(1, Name = "tags")]
    [Input(8, Name = "audio")]
    [Embedding(20, 4, From = "tags", Name = "tagged")]
    [Lstm(32, From = "audio, tagged, embedding")]
    private sealed partial class Mixed;
}
