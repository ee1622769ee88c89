namespace ModelGen.Declaration.Rules;

/// <content>Rules of time, masks and direction (MG2xxx).</content>
internal static partial class RuleIds
{
    public const string BackwardOrder = "MG2001";
    public const string Reversal = "MG2002";
    public const string LastTimestep = "MG2003";
    public const string Unmasked = "MG2004";
    public const string ConstantIds = "MG2006";
    public const string UnresetState = "MG2007";
    public const string FreshState = "MG2008";
    public const string SharedInstance = "MG2009";
    public const string Layout = "MG2010";
    public const string TrainingForward = "MG2011";
}
