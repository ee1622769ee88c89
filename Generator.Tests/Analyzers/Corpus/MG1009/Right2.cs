// Short sequences, and long ones in a model that has no recurrent layer.
[Model(Features = 8, MaxTimesteps = 100)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Short;

[Model(Features = 8, MaxTimesteps = 4000)]
[Dense(24, Activation = Activation.Relu)]
[GlobalMaxPooling1D]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Bag;

internal static class Training
{
    public static void Run(SequenceDataset<float> data)
    {
        using var a = new Short.Trainer(Short.Weights.Create(seed: 1), new Adam());
        using var b = new Bag.Trainer(Bag.Weights.Create(seed: 1), new Adam());
        a.Fit(data, epochs: 1);
        b.Fit(data, epochs: 1);
    }
}
