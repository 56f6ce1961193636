using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Weights;

/// <summary>
/// Compares the weight file that a class names with the network, as <c>Load</c> would when the app runs: the same tensors
/// by name, each of the layer's shape, of real numbers. What is wrong stands under [Weights], with the layer's line beside it.
/// </summary>
internal sealed class WeightCheck
{
    private const int Shown = 5;

    private readonly NetworkSpec _spec;
    private readonly WeightsSpec _weights;
    private readonly ICollection<Problem> _problems;

    private WeightCheck(NetworkSpec spec, WeightsSpec weights, ICollection<Problem> problems)
    {
        _spec = spec;
        _weights = weights;
        _problems = problems;
    }

    private string Name => _spec.Name.TrimStart('@');

    private WeightFile File => _weights.Files[0];

    /// <summary>Reports what is wrong with the file, and, where the network has a plan, with its tensors.</summary>
    public static void Run(NetworkSpec spec, NetworkPlan? plan, ICollection<Problem> problems)
    {
        if (spec.Weights is not { } weights)
        {
            return;
        }

        var check = new WeightCheck(spec, weights, problems);
        if (check.HasFile() && plan is not null)
        {
            check.Compare(plan);
        }
    }

    private bool HasFile()
    {
        switch (_weights.Files.Length)
        {
            case 0:
                string others = _weights.Listed.Length == 0
                    ? "it lists none at all"
                    : "it lists " + List(_weights.Listed);
                IEnumerable<Remedy> near = NearNames.Nearest(_weights.Name, _weights.Listed)
                    .Select(name => new Remedy("Name " + Identifiers.Quote(name), Change.ReplaceText, Problem.AtPlace(_weights.Place), _weights.Name, Identifiers.Quote(name)));
                Report(WeightDescriptors.NotListed, [], near, _weights.Name, $"{others}. Add <EspalierWeights Include=\"{_weights.Name}\" /> to an ItemGroup of the project file");
                return false;
            case > 1:
                Report(WeightDescriptors.Ambiguous, [], _weights.Name, Invariant.Text(_weights.Files.Length), List(_weights.Files.Select(file => file.Name)));
                return false;
            default:
                if (File.Problem is { } problem)
                {
                    Report(WeightDescriptors.Unreadable, [], File.Name, problem);
                }

                return File.Problem is null;
        }
    }

    private void Compare(NetworkPlan plan)
    {
        int before = _problems.Count;
        IReadOnlyList<ParameterSlot> slots = plan.Parameters.Slots;
        var tensors = File.Tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var own = new HashSet<string>(slots.Select(slot => slot.FileName), StringComparer.Ordinal);
        WeightTensor[] leftOver = File.Tensors.Where(tensor => !own.Contains(tensor.Name) && !IsIgnored(tensor.Name)).ToArray();
        ParameterSlot[] missing = slots.Where(slot => !tensors.ContainsKey(slot.FileName)).ToArray();
        if (missing.Length > 0)
        {
            string unused = leftOver.Length == 0 ? "" : $" It has {Count(leftOver.Length)} that {Name} has not: {List(leftOver.Select(Text))}.";
            (string way, IEnumerable<Remedy> remedies) = WayOut(missing, leftOver);
            Report(WeightDescriptors.Missing, missing.Select(slot => slot.Node), remedies, File.Name, Count(missing.Length), Name, List(missing.Select(Text)), unused + way);
        }
        else if (leftOver.Length > 0)
        {
            Report(WeightDescriptors.LeftOver, [], File.Name, Count(leftOver.Length), Name, List(leftOver.Select(Text)));
        }

        foreach (IGrouping<LayerNode, ParameterSlot> layer in slots.Where(slot => tensors.ContainsKey(slot.FileName)).GroupBy(slot => slot.Node))
        {
            ReportAll(WeightDescriptors.OtherShape, layer, slot => !HasShape(tensors[slot.FileName], slot.Parameter), slot => $"{Text(tensors[slot.FileName])} in the file, {Text(slot.Parameter.Shape.Select(size => (long)size))} here");
            ReportAll(WeightDescriptors.OtherType, layer, slot => !IsReal(tensors[slot.FileName]), slot => $"{slot.FileName} has elements of {tensors[slot.FileName].Type}");
        }

        if (_problems.Count == before && File.Format == "espalier")
        {
            CheckOrigin(plan);
        }
    }

    private void ReportAll(DiagnosticDescriptor descriptor, IGrouping<LayerNode, ParameterSlot> layer, Func<ParameterSlot, bool> isWrong, Func<ParameterSlot, string> text)
    {
        ParameterSlot[] wrong = layer.Where(isWrong).ToArray();
        if (wrong.Length > 0)
        {
            Report(descriptor, [layer.Key], File.Name, layer.Key.Name, string.Join(", ", wrong.Select(text)));
        }
    }

    // Files of Espalier's own say which architecture they hold, which is more than names and shapes tell.
    private void CheckOrigin(NetworkPlan plan)
    {
        string? difference = File.Version != "1" ? $"has version {File.Version ?? "none"} of the format, and this is version 1"
            : File.Fingerprint != plan.Fingerprint ? $"was saved by {File.Network ?? "a network"} of the architecture {File.Fingerprint ?? "unknown"}, and {Name} is {plan.Fingerprint}"
            : null;
        if (difference is not null)
        {
            Report(WeightDescriptors.OtherArchitecture, [], File.Name, difference, Name);
        }
    }

    /// <summary>The <c>Key</c> with which the first layer that misses its tensors finds others of the same shapes, the nearest name first.</summary>
    private static (string Text, IEnumerable<Remedy> Remedies) WayOut(ParameterSlot[] missing, WeightTensor[] leftOver)
    {
        LayerNode layer = missing[0].Node;
        ParameterSlot[] own = missing.Where(slot => slot.Node == layer).ToArray();
        string end = "." + own[0].Parameter.Name;
        string[] prefixes = leftOver
            .Where(tensor => tensor.Name.EndsWith(end, StringComparison.Ordinal))
            .Select(tensor => tensor.Name.Substring(0, tensor.Name.Length - end.Length))
            .Where(prefix => own.All(slot => leftOver.Any(tensor => tensor.Name == prefix + "." + slot.Parameter.Name && HasShape(tensor, slot.Parameter))))
            .ToArray();
        if (prefixes.Length == 0)
        {
            return (" Give the layers the names of the file by Key, or name another file.", []);
        }

        string fitting = NearNames.Nearest(layer.FilePrefix, prefixes).FirstOrDefault() ?? prefixes[0];

        // Inside a block, the file's name is put together from the use's and the line's.
        return layer.Name.Contains('.')
            ? ($" {layer.Name} fits '{fitting}': its name in files is put together from the Key, or name, of the use and of the line.", [])
            : ($" {layer.Name} fits '{fitting}': give it Key = \"{fitting}\".", [Remedy.SetProperty(layer.Index, nameof(LayerSpec.Key), Identifiers.Quote(fitting))]);
    }

    private void Report(DiagnosticDescriptor descriptor, IEnumerable<LayerNode> layers, params string[] arguments) => Report(descriptor, layers, [], arguments);

    private void Report(DiagnosticDescriptor descriptor, IEnumerable<LayerNode> layers, IEnumerable<Remedy> remedies, params string[] arguments) => _problems.Add(Problems.At(
        descriptor, Problem.AtPlace(_weights.Place), layers.Select(layer => layer.Index).Where(index => index >= 0).Distinct().Take(Shown).ToArray(), arguments).With(remedies));

    private static bool HasShape(WeightTensor tensor, Parameter parameter) => tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size));

    private static bool IsReal(WeightTensor tensor) => tensor.Type is "F32" or "F64" or "F16" or "BF16";

    // PyTorch's batch norms count their batches; nothing here reads the count.
    private static bool IsIgnored(string name) => name == "num_batches_tracked" || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static string Text(ParameterSlot slot) => $"{slot.FileName} {Text(slot.Parameter.Shape.Select(size => (long)size))}";

    // A hostile name may be long.
    private static string Text(WeightTensor tensor) => $"{(tensor.Name.Length <= 100 ? tensor.Name : tensor.Name.Substring(0, 100) + "…")} {Text(tensor.Shape)}";

    private static string Text(IEnumerable<long> shape) => shape.Any() ? string.Join("×", shape.Select(size => Invariant.Text(size))) : "(one number)";

    private static string Count(int tensors) => tensors == 1 ? "a tensor" : $"{Invariant.Text(tensors)} tensors";

    private static string List(IEnumerable<string> texts)
    {
        string[] all = texts.ToArray();
        return string.Join(", ", all.Take(Shown)) + (all.Length > Shown ? $" and {Invariant.Text(all.Length - Shown)} more" : "");
    }
}
