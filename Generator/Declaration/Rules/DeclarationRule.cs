namespace ModelGen.Declaration.Rules;

/// <summary>One check of a whole declaration. Several rules may report under one id.</summary>
internal abstract class DeclarationRule
{
    /// <summary>Reports what is wrong with the model. Must not throw on any declaration, however broken.</summary>
    public abstract void Check(DeclarationContext context);
}
