internal static class Optimizers
{
    public static Sgd Plain() => new Sgd(0.1f, nesterov: true); // MG0010

    public static Sgd Zero() => new(0.1f, 0f, nesterov: true); // MG0010

    public static Sgd Right() => new Sgd(0.1f, momentum: 0.9f, nesterov: true);

    public static Sgd Unknown(float momentum) => new Sgd(0.1f, momentum, nesterov: true);
}
