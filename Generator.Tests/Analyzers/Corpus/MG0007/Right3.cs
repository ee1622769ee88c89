// Two directions by hand: both return their last output, of which each knows the whole sequence.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, Name = "there")]
[Gru(24, Name = "back", From = "input", GoBackwards = true)]
[Concatenate(From = "there, back")]
[Dense(3)]
public sealed partial class ByHand;
