using System;

namespace ModelGen;

/// <summary>
/// Marks a method that computes one timestep of a recurrent cell as code of one's own, on numbers, arrays, spans or vectors. Nothing is generated for it and it runs as
/// before; the analyzers follow what it computes, recognise an LSTM by its two states,
/// <c>c' = σ(f)·c + σ(i)·tanh(g)</c> and <c>h' = σ(o)·tanh(c')</c>, and say when the forget gate has no bias that starts at 1 (MG1001), when the two states are
/// in each other's place (MG1013), when a gate does not read the hidden state (MG1014), and when a new state is not returned (MG1015).
/// Cells of other kinds are left alone.
/// </summary>
/// <remarks>
/// The formulas are those of Hochreiter and Schmidhuber with the forget gate of Gers, Schmidhuber and Cummins, "Learning to Forget" (2000), as Keras, TensorFlow and PyTorch compute them.
/// The method may call others of the program, which are followed into.
/// </remarks>
/// <example>
/// <code>
/// [RecurrentCell]
/// static (float H, float C) Step(float x, float h, float c, Weights w)
/// {
///     float forget = Sigmoid(w.Xf * x + w.Hf * h + w.Bf);
///     // …
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RecurrentCellAttribute : Attribute
{
}
