// Names with blanks, digits and letters of other alphabets, in a graph that reads them.
namespace Audio;

internal static partial class Models
{
    [Model(Features = 42, MaxTimesteps = 60)]
    [Dense(24, Name = "dense_1st_dense", Output = true)]
    [Gru(24, ReturnSequences = true, Name = "voice_activity")]
    [Bidirectional(Name = "gr__e", Merge = MergeMode.None)]
    [Gru(16, ReturnSequences = true)]
    [Gru(48, ReturnSequences = true, From = "dense_1st_dense, gr__e.forward,gr__e.backward , input")]
    [Dense(22, From = "voice_activity, gru_1, dense_1st_dense")]
    [Loss(LossKind.MeanSquaredError, Output = "dense_1st_dense")]
    internal sealed partial class Denoiser;
}
