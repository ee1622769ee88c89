// 'input' is the name of a declared input; layers of two classes do not meet.
[Model(MaxTimesteps = 9)]
[Input(4, Name = "input")]
[Gru(4, ReturnSequences = true, Name = "mix")]
[Dense(1, From = "mix, input")]
public sealed partial class One;

[Model(Features = 2, MaxTimesteps = 9)]
[Gru(4, ReturnSequences = true, Name = "mix")]
[Dense(1, Name = "Mix_1")]
public sealed partial class Two
{
    private sealed class Memory
    {
        public int Outputs => Two.Outputs;

        public int Trainer { get; set; }
    }

    public int Total { get; } = new Memory { Trainer = 3 }.Outputs;
}
