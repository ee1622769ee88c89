// Names by default, counted by kind, and given ones that leave them free.
namespace Audio
{
    [Model(Features = 3, MaxTimesteps = 9)]
    [Dense(4)]
    [Dense(4, Name = "dense_2")]
    [Dense(4, Name = "Dense_x1")]
    [Bidirectional(Name = "both")]
    [Lstm(4, ReturnSequences = true)]
    [Lstm(8, ReturnSequences = true, Name = nameof(Reader), From = "both, dense, dense_2, Dense_x1")]
    [Dense(1, Name = null)]
    public sealed partial class Reader;
}
