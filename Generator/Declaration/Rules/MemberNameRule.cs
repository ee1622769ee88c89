namespace ModelGen.Declaration.Rules;

/// <summary>MG0006: the class and its own members must leave the generated members' names free.</summary>
internal sealed class MemberNameRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        if (GeneratedMembers.IsReserved(model.Type.Name) || GeneratedMembers.IsReservedMethod(model.Type.Name))
        {
            context.Report(
                RuleIds.Name,
                ProblemPlace.Type(-1),
                $"Model class '{model.DisplayName}' has the name of a member that is generated in it",
                "Rename the class");
        }

        foreach (string member in model.ReservedMembers)
        {
            context.Report(
                RuleIds.Name,
                ProblemPlace.Member(member),
                $"Member '{member}' of model '{model.DisplayName}' has the name of a generated member",
                "Rename it");
        }
    }
}
