// Optimisers that come from elsewhere, or are given their clip elsewhere.
[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

internal static class Training
{
    public static void Run(SequenceDataset<float> data, Forecast.Weights weights, Optimizer given, bool small)
    {
        using var a = new Forecast.Trainer(weights, given);
        using var b = new Forecast.Trainer(weights, Make());
        Optimizer chosen = small ? new Adam { ClipNorm = 1f } : new Sgd();
        using var c = new Forecast.Trainer(weights, chosen);
        var handed = new Adam();
        Configure(handed);
        using var d = new Forecast.Trainer(weights, handed);
        a.Fit(data, epochs: 1);
        b.Fit(data, epochs: 1);
        c.Fit(data, epochs: 1);
        d.Fit(data, epochs: 1);
    }

    private static Optimizer Make() => new Adam { ClipNorm = 1f };

    private static void Configure(Optimizer optimizer) => Helper.Clip(optimizer);
}

internal static class Helper
{
    public static void Clip(Optimizer optimizer) => optimizer.ClipNorm = 1f;
}

internal sealed class Later
{
    private readonly Forecast.Trainer _trainer = new(Forecast.Weights.Create(seed: 1), new Adam());

    public void Prepare() => _trainer.Optimizer.ClipNorm = 1f;

    public void Run(SequenceDataset<float> data) => _trainer.Fit(data, epochs: 1);
}
