namespace ModelGen.CompilerServices;

/// <summary>A layer that normalises with a batch's statistics in training.</summary>
/// <param name="Width">Its features.</param>
/// <param name="Mean">Offset of the moving mean in the packed weights.</param>
/// <param name="Variance">Offset of the moving variance.</param>
/// <param name="Momentum">The share of the moving statistics that a step keeps.</param>
public readonly record struct NormalizedLayer(int Width, int Mean, int Variance, double Momentum);
