// The layers stand on another class.
[Model(Features = 8, MaxTimesteps = 50)] // MG0012
public abstract partial class Shared // MG0001
{
    [Lstm(8)] // MG0013
    [Dense(2)]
    public sealed partial class Own;
}
