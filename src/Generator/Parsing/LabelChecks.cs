using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>Whether enums can be the labels of losses: their members count from 0, and they can be seen as far as the network.</summary>
internal static class LabelChecks
{
    private const int Shown = 6;

    /// <summary>The layers, without the enums that cannot be labels.</summary>
    public static IEnumerable<LayerSpec> Check(IReadOnlyList<LayerSpec> layers, string network, string reach, List<Problem> problems)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            LayerSpec layer = layers[i];
            if (layer.TypeArgument is not { Underlying.Length: > 0 } label)
            {
                yield return layer;
                continue;
            }

            bool counts = label.Members.Length > 0 && label.Members.SequenceEqual(Enumerable.Range(0, label.Members.Length).Select(number => (long)number));
            bool isVisible = IsVisible(label, reach);
            if (!counts)
            {
                string members = label.Members.Length == 0 ? "none" : string.Join(", ", label.Members.Take(Shown).Select(number => Invariant.Text(number))) + (label.Members.Length > Shown ? ", …" : "");
                problems.Add(new Problem(UsageDescriptors.LabelsHaveGaps, i, [label.Name, layer.Kind, members]).With(Numbers(i, layer)));
            }
            else if (!isVisible)
            {
                string how = label.Accessibility == "file" ? "local to its file" : label.Accessibility;
                problems.Add(new Problem(UsageDescriptors.LabelsOutOfReach, i, [label.Name, layer.Kind, network, reach, how]).With(Numbers(i, layer)));
            }

            yield return counts && isVisible ? layer : layer with { IsKnown = false };
        }
    }

    private static Remedy Numbers(int line, LayerSpec loss) => Remedy.Use(line, loss.Kind, "Use numbers as labels: [" + loss.Kind + "]");

    /// <summary>Whether members of a network that can be seen so far may have the type in their signatures.</summary>
    public static bool IsVisible(TypeArgumentSpec type, string reach) => type.Accessibility switch
    {
        "public" => true,
        "internal" => reach != "public",
        "private" => reach == "private",
        _ => false,
    };
}
