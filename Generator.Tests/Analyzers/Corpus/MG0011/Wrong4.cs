// The kind of a loss has no default to go back to.
[Model(Features = 5, MaxTimesteps = 30)]
[Lstm(8, ActivityL1 = double.PositiveInfinity)] // MG0011
[Dense(2)]
[Loss(kind: (LossKind)77)] // MG0011
public sealed partial class Lost;

[Model(Features = 5, MaxTimesteps = 30)]
[Lstm(8, ReturnSequences = true)]
[Activation((Activation)50)] // MG0011
public sealed partial class Inactive;
