using System;

public class ForgetGate
{
    public float W, U, B;
    public float Forward(float x, float h) => MathUtils.Sigmoid(x * W + h * U + B);
}

public class InputGate
{
    public float W, U, B, Wc, Uc, Bc;
    public float Forward(float x, float h) => MathUtils.Sigmoid(x * W + h * U + B) * MathUtils.Tanh(x * Wc + h * Uc + Bc);
}

public class OutputGate
{
    public float W, U, B;
    public float Forward(float x, float h) => MathUtils.Sigmoid(x * W + h * U + B);
}

public static class MathUtils
{
    public static float Sigmoid(float v) => (float)(1 / (1 + Math.Exp(-v)));
    public static float Tanh(float v)
    {
        float p = (float)Math.Exp(v), n = (float)Math.Exp(-v);
        return (p - n) / (p + n);
    }
}

public class Composite
{
    ForgetGate forget = new();
    InputGate input = new();
    OutputGate output = new();
    [RecurrentCell]
    public float Run(float x, float longTerm, float shortTerm, out float newLong)
    {
        longTerm *= forget.Forward(x, shortTerm);
        longTerm += input.Forward(x, shortTerm);
        newLong = longTerm;
        return output.Forward(x, shortTerm) * MathUtils.Tanh(longTerm);
    }

    [RecurrentCell]
    public float RunLost(float x, float longTerm, float shortTerm)
    {
        longTerm *= forget.Forward(x, shortTerm);
        longTerm += input.Forward(x, shortTerm); // MG1015
        return output.Forward(x, shortTerm) * MathUtils.Tanh(longTerm);
    }
}
