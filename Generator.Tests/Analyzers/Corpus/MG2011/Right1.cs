[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dropout(0.3)]
[Dense(2)]
[Loss(LossKind.External)]
public sealed partial class Coder;

public sealed class Lessons(Coder.Trainer trainer)
{
    private readonly float[] _outputs = new float[64];
    private readonly float[] _gradients = new float[64];

    public void Step(float[] x, float[] targets)
    {
        Forward(x);
        for (int i = 0; i < _outputs.Length; i++)
        {
            _gradients[i] = 2 * (_outputs[i] - targets[i]);
        }

        trainer.BackwardOnBatch(_gradients, default);
    }

    private void Forward(float[] x) => trainer.ForwardOnBatch(x, [], _outputs, default);
}
