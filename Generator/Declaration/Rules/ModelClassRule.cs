namespace ModelGen.Declaration.Rules;

/// <summary>MG0001: the class must be one that a generated partial declaration can complete and that can be constructed.</summary>
internal sealed class ModelClassRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        TypeDeclaration type = model.Type;
        string name = model.DisplayName;

        if (type.Keywords != "class")
        {
            Report(TypePart.Keyword, $"Model '{name}' is a {type.Keywords}", "Declare it as a class: a copy of a model would share its state and buffers");
        }

        if (!type.IsPartial)
        {
            Report(null, $"Model class '{name}' is not partial", "Add 'partial' so that the generated code can complete it");
        }

        if (type.IsStatic)
        {
            Report("static", $"Model class '{name}' is static", "Remove 'static': each instance owns the state and buffers of one stream");
        }

        if (type.IsAbstract)
        {
            Report("abstract", $"Model class '{name}' is abstract", "Remove 'abstract': the generated constructor makes instances of it");
        }

        if (type.IsFileLocal)
        {
            Report("file", $"Model class '{name}' is local to its file", "Remove 'file': the generated code lies in a file of its own");
        }

        if (type.TypeParameters.Length > 0)
        {
            Report(TypePart.TypeParameters, $"Model class '{name}' has type parameters {type.TypeParameters}", "Remove them: every shape of a model is fixed when it is compiled");
        }

        if (type.HasPrimaryConstructor && type.Keywords == "class")
        {
            Report(TypePart.Parameters, $"Model class '{name}' has a primary constructor", "Remove its parameter list: the generated constructor takes the weights");
        }

        if (!type.HasParameterlessBase)
        {
            Report(TypePart.Base, $"The base class of model '{name}' has no constructor without parameters", "Give it one, or derive from another class: the generated constructor calls it");
        }

        CheckContainers(context, name);

        void Report(string? part, string what, string remedy)
            => context.Report(RuleIds.ModelClass, ProblemPlace.Type(-1, part), what, remedy);
    }

    private static void CheckContainers(DeclarationContext context, string name)
    {
        EquatableArray<TypeDeclaration> containers = context.Model.Containers;
        for (int i = 0; i < containers.Count; i++)
        {
            TypeDeclaration container = containers[i];
            if (!container.IsPartial)
            {
                context.Report(
                    RuleIds.ModelClass,
                    ProblemPlace.Type(i),
                    $"Type '{container.Name}' around model '{name}' is not partial",
                    "Add 'partial' so that the generated code can complete the model inside it");
            }

            if (container.IsFileLocal)
            {
                context.Report(
                    RuleIds.ModelClass,
                    ProblemPlace.Type(i, "file"),
                    $"Type '{container.Name}' around model '{name}' is local to its file",
                    "Remove 'file', or move the model out: the generated code lies in a file of its own");
            }

            if (container.TypeParameters.Length > 0)
            {
                context.Report(
                    RuleIds.ModelClass,
                    ProblemPlace.Type(i, TypePart.TypeParameters),
                    $"Type '{container.Name}' around model '{name}' has type parameters {container.TypeParameters}",
                    "Move the model out of it: every shape of a model is fixed when it is compiled");
            }
        }
    }
}
