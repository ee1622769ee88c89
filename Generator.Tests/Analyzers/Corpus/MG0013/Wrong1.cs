namespace Text;

/// <summary>Reads.</summary>
[Embedding(100, 8)] // MG0013
[Lstm(32)]
[Dense(10)]
public sealed partial class Reader
{
    public static string Of(int label) => label.ToString();
}
