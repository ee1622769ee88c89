// Names with blanks, digits and letters of other alphabets, in a graph that reads them.
namespace Audio;

internal static partial class Models
{
    [Model(Features = 42, MaxTimesteps = 60)]
    [Dense(24, Name = "1st dense", Output = true)] // MG0006
    [Gru(24, ReturnSequences = true, Name = "voice-activity")] // MG0006
    [Bidirectional(Name = "größe", Merge = MergeMode.None)] // MG0006
    [Gru(16, ReturnSequences = true)]
    [Gru(48, ReturnSequences = true, From = "1st dense, größe.forward,größe.backward , input")]
    [Dense(22, From = "voice-activity, gru_1, 1st dense")]
    [Loss(LossKind.MeanSquaredError, Output = "1st dense")]
    internal sealed partial class Denoiser;
}
