namespace ModelGen.Declaration.Rules;

/// <summary>Ids of the rules; docs/rules has a page for each. Here are those of the declaration itself (MG0xxx).</summary>
internal static partial class RuleIds
{
    public const string ModelClass = "MG0001";
    public const string SequenceInput = "MG0002";
    public const string Shape = "MG0003";
    public const string Size = "MG0004";
    public const string LayerOrder = "MG0005";
    public const string Name = "MG0006";
    public const string SwappedDirections = "MG0007";
    public const string Causality = "MG0008";
    public const string ModelInput = "MG0009";
    public const string IdleOption = "MG0010";
    public const string OptionValue = "MG0011";
    public const string EmptyModel = "MG0012";
    public const string LayersWithoutModel = "MG0013";
    public const string UnreadLayer = "MG0014";
    public const string Cost = "MG0015";
}
