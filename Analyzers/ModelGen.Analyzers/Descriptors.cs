using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelGen.Analyzers;

/// <summary>
/// Every diagnostic that the analyzers report, a file for each thousand. A message is two sentences: what is wrong, and
/// what to do.
/// </summary>
internal static partial class Descriptors
{
    /// <summary>Where the help pages lie; a rule's page is its id with the ending .md.</summary>
    public const string HelpPages = "https://github.com/modelgen/modelgen/blob/main/docs/rules/";

    private const string TwoSentences = "{0}. {1}.";

    /// <summary>What <see cref="ModelGen.Declaration.DeclarationRules"/> can find.</summary>
    // A class of its own, so that the descriptors of all files exist before they are listed.
    public static class OfDeclarations
    {
        public static readonly ImmutableArray<DiagnosticDescriptor> All = ImmutableArray.Create(
            ModelClass,
            SequenceInput,
            Shape,
            Size,
            LayerOrder,
            Name,
            Causality,
            ModelInput,
            OptionValue,
            EmptyModel,
            UnreadLayer,
            ForgetBias,
            RecurrentKernel,
            SquashedTwice,
            RawProbabilities,
            SingleSoftmax,
            HeadAndLoss,
            UnboundedCell,
            SwappedDirections,
            IdleOption,
            BackwardOrder,
            LastTimestep,
            Budget,
            CacheLevel);

        /// <summary>The descriptor of a declaration rule.</summary>
        public static DiagnosticDescriptor? Find(string ruleId)
        {
            foreach (DiagnosticDescriptor descriptor in All)
            {
                if (descriptor.Id == ruleId)
                {
                    return descriptor;
                }
            }

            return null;
        }
    }
}
