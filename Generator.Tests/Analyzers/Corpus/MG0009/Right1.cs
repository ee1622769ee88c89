// One input with a name and a mask; the width of everything else follows.
[Model(MaxTimesteps = 50)]
[Input(3, Name = "audio")]
[Masking]
[Lstm(8, ReturnSequences = true)]
[Dense(2, From = "lstm, audio")]
public sealed partial class Named;
