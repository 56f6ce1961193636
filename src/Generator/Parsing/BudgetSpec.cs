using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>What the network may cost; null where there is no limit.</summary>
/// <param name="Place">Where the attribute stands, as a value of <see cref="Problem.Layer"/>.</param>
internal sealed record BudgetSpec(int Place)
{
    public long? Parameters { get; init; }

    public long? PredictionBytes { get; init; }

    public long? TrainingBytes { get; init; }

    public long? Flops { get; init; }

    public long Batch { get; init; } = 1;

    /// <summary>The budget of a class; null where it has none.</summary>
    public static BudgetSpec? Of(INamedTypeSymbol type, List<Problem> problems, ImmutableArray<Location>.Builder places)
    {
        if (type.GetAttributes().FirstOrDefault(Is) is not { ApplicationSyntaxReference: { } reference } attribute)
        {
            return null;
        }

        var budget = new BudgetSpec(Problem.AtPlace(places.Count));
        places.Add(reference.SyntaxTree.GetLocation(reference.Span));
        foreach (KeyValuePair<string, TypedConstant> limit in attribute.NamedArguments)
        {
            if (OptionValues.Read(limit.Value) is not IntegerValue { Value: long value })
            {
                continue; // Half typed, or an error of C#.
            }

            if (value < 1)
            {
                problems.Add(Problems.At(LimitDescriptors.NoBudget, budget.Place, [], type.Name, limit.Key, Invariant.Text(value)));
                continue;
            }

            budget = limit.Key switch
            {
                nameof(Parameters) => budget with { Parameters = value },
                nameof(PredictionBytes) => budget with { PredictionBytes = value },
                nameof(TrainingBytes) => budget with { TrainingBytes = value },
                nameof(Flops) => budget with { Flops = value },
                nameof(Batch) => budget with { Batch = value },
                _ => budget,
            };
        }

        return budget;
    }

    /// <summary>Whether the attribute is a budget.</summary>
    public static bool Is(AttributeData attribute) => EspalierTypes.Is(attribute.AttributeClass, KnownNames.BudgetAttribute);
}
