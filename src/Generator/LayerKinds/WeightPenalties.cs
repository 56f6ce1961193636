using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Which tensors are penalised, and by how much: weights as the line says or else the network; biases, learnt slopes and the
/// parameters of norms only where that is asked for.
/// </summary>
internal static class WeightPenalties
{
    /// <summary>Whether a tensor is penalised. What nothing moves costs nothing.</summary>
    public static bool Holds(LayerNode node, Parameter parameter) =>
        node.IsTrained
        && parameter.IsLearnt
        && (node.Penalty.L1 > 0 || node.Penalty.L2 > 0)
        && (node.Penalty.Biases == true || parameter.Role == ParameterRole.Weight || (parameter.Role == ParameterRole.Scale && IsOwn(node)));

    /// <summary>Reports what is wrong with the penalties that a line asks for.</summary>
    public static void Check(LayerNode node, ICollection<Problem> problems)
    {
        PenaltySpec own = node.Spec.Penalty;
        if (!AreSound(own, node.Name, node.Index, problems))
        {
            return;
        }

        string? reason = node.Kind.InsertedTensors(node.Spec).Any() ? null
            : !node.Parameters.Any(parameter => parameter.IsLearnt) ? "it has no weights"
            : node.IsFrozen ? "it is frozen, and its weights stay as they are"
            : null;
        if (reason is not null)
        {
            foreach ((string property, double factor) in Given(own).Where(given => given.Factor > 0))
            {
                problems.Add(Problems.At(LintDescriptors.PenaltyUnused, node.Index, [], node.Name, property, Invariant.Text((float)factor), reason).With(Remedy.RemoveOption(node.Index, property)));
            }
        }
    }

    /// <summary>Reports what is wrong with the penalties that a line asks for, itself or on behalf of its block, as far as it is known without shapes.</summary>
    public static void Check(Line line, ICollection<Problem> problems) => AreSound(line.Spec.Penalty, line.FullName, line.Index, problems);

    /// <summary>Reports what is wrong with the penalties that the network asks for.</summary>
    public static void Check(NetworkSpec network, ICollection<Problem> problems) => AreSound(network.Penalty, network.Name, Problem.AtClass, problems);

    /// <summary>A line that names a penalty itself means its own weights, whatever they are for.</summary>
    private static bool IsOwn(LayerNode node) => node.Spec.Penalty.L1 > 0 || node.Spec.Penalty.L2 > 0;

    private static bool AreSound(PenaltySpec penalty, string name, int place, ICollection<Problem> problems)
    {
        bool isSound = true;
        foreach ((string property, double factor) in Given(penalty))
        {
            if (!(factor >= 0 && factor <= float.MaxValue))
            {
                problems.Add(Problems.At(UsageDescriptors.PenaltyOutOfRange, place, [], name, property, Invariant.Text((float)factor)).With(
                    place >= 0 ? [Remedy.SetProperty(place, property, "1e-4f"), Remedy.RemoveOption(place, property)] : []));
                isSound = false;
            }
        }

        return isSound;
    }

    private static IEnumerable<(string Property, double Factor)> Given(PenaltySpec penalty) =>
        new[] { ("L1", penalty.L1), ("L2", penalty.L2) }
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.Item1, pair.Item2!.Value));
}
