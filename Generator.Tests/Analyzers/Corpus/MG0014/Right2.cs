// One input that several read, and inputs that the next line reads.
namespace Sensors
{
    [Model(MaxTimesteps = 50)]
    [Input(4, Name = "motion")]
    [Dense(6)]
    [Input(40, Name = "audio")]
    [Bidirectional]
    [Gru(12)]
    [GlobalAveragePooling1D(From = "motion")]
    [GlobalMaxPooling1D(From = "dense")]
    [Dense(3, From = "bidirectional, global_average_pooling1d, global_max_pooling1d")]
    public sealed partial class Intent;
}
