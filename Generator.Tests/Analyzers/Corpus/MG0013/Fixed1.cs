namespace Text;

/// <summary>Reads.</summary>
[Model(MaxTimesteps = 100)]
[Embedding(100, 8)]
[Lstm(32)]
[Dense(10)]
public sealed partial class Reader
{
    public static string Of(int label) => label.ToString();
}
