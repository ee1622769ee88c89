// Nested, with all attributes in one list, and one that is not ours behind them.
internal static partial class Models
{
    private const int Units = 4;

    [Bidirectional, Gru(Units), Dense(2)] // MG0013
    [System.Serializable]
    private sealed partial class Old;
}
