using ModelGen;

namespace WhyYourLstm;

/// <summary>
/// One direction of a bidirectional layer that is put together by hand: it is run once forwards and, on reversed input, once backwards. Its
/// loss lies behind what the caller does with its outputs, so the gradient comes from the caller.
/// </summary>
[Model(Features = LabelledSequences.Features, MaxTimesteps = LabelledSequences.Timesteps)]
[Lstm(Units, ReturnSequences = true)]
[Loss(LossKind.External)]
public sealed partial class Direction
{
    public const int Units = 24;
}

/// <summary>A score for each class at every timestep, from the outputs of both directions side by side.</summary>
[Model(Features = 2 * Direction.Units, MaxTimesteps = LabelledSequences.Timesteps)]
[Dense(LabelledSequences.Classes)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Head;
