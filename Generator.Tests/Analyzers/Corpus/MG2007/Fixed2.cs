using System;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public interface IArena
{
    float[] Reset();

    float[] Act(float[] action, out bool done);
}

public sealed class Evaluation
{
    private readonly Mind _policy = new(Mind.Weights.Load("policy.safetensors"));
    private readonly float[] _action = new float[1];

    public void Run(IArena env)
    {
        for (int i = 0; i < 100; i++)
        {
            _policy.ResetState();
            float[] seen = env.Reset();
            bool done = false;
            while (!done)
            {
                _policy.Step(seen, _action);
                seen = env.Act(_action, out done);
            }
        }
    }
}
