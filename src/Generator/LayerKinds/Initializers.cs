using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// How weights start: as <c>Init</c> says, on the layer or on the network, or by the activation that reads the layer.
/// </summary>
internal static class Initializers
{
    private const string Automatic = "Default";

    /// <summary>The members of <c>Espalier.Init</c>, and which properties each reads or needs.</summary>
    private static readonly Dictionary<string, (string[] Needs, string[] Reads)> Known = new(StringComparer.Ordinal)
    {
        [Automatic] = ([], ["InitScale", "InitFan"]),
        ["Zeros"] = ([], []),
        ["Constant"] = (["InitValue"], []),
        ["Normal"] = (["InitScale"], ["InitValue"]),
        ["TruncatedNormal"] = (["InitScale"], ["InitValue"]),
        ["Uniform"] = (["InitScale"], ["InitValue"]),
        ["KaimingNormal"] = ([], ["InitScale", "InitFan"]),
        ["KaimingUniform"] = ([], ["InitScale", "InitFan"]),
        ["XavierNormal"] = ([], ["InitScale"]),
        ["XavierUniform"] = ([], ["InitScale"]),
        ["LeCunNormal"] = ([], ["InitScale", "InitFan"]),
        ["LeCunUniform"] = ([], ["InitScale", "InitFan"]),
        ["Orthogonal"] = ([], ["InitScale"]),
        ["PyTorch"] = ([], []),
    };

    /// <summary>A layer's weight, with the start that the layer asks for.</summary>
    public static Parameter Weight(LayerNode node, Parameter weight) => weight with
    {
        Initializer = node.Init.Kind is null or Automatic ? OfActivation(node) : node.Init.Kind,
        InitialValue = node.Init.Value ?? 0,
        InitialScale = node.Init.Scale ?? 1,
        ByFanOut = node.Init.Fan == "Out",
        FollowsInit = true,
    };

    /// <summary>Zero or what <c>InitBias</c> says, except that PyTorch's default draws biases as it draws weights.</summary>
    public static Parameter Bias(LayerNode node, int count, int fanIn) => new("bias", [count], "[outputs]")
    {
        Initializer = node.Init.Bias is not null ? "Constant" : node.Init.Kind == "PyTorch" ? "PyTorch" : "Zeros",
        InitialValue = node.Init.Bias ?? 0,
        FanIn = fanIn,
        FanOut = count,
    };

    /// <summary>A weight of a recurrent layer: uniform on ±1/√units as in PyTorch, unless <c>Init</c> says otherwise.</summary>
    public static Parameter RecurrentWeight(LayerNode node, int units, Parameter weight) => node.Init.Kind is null or Automatic or "PyTorch"
        ? weight with { Initializer = "Uniform", InitialScale = (node.Init.Scale ?? 1) / Math.Sqrt(units), FollowsInit = true }
        : Weight(node, weight);

    /// <summary>One of the two biases of a recurrent layer, drawn like the weights unless <c>Init</c> or <c>InitBias</c> says otherwise.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="units">Its units.</param>
    /// <param name="name">The name of the bias.</param>
    /// <param name="count">Its length.</param>
    /// <param name="documentation">Its shape in words.</param>
    /// <param name="isFirst">Whether it takes what <c>InitBias</c> says; the other one is then zero, since they add up.</param>
    public static Parameter RecurrentBias(LayerNode node, int units, string name, int count, string documentation, bool isFirst)
    {
        var bias = new Parameter(name, [count], documentation) { Role = ParameterRole.Bias };
        return node.Init.Bias is { } value ? isFirst ? bias with { Initializer = "Constant", InitialValue = value } : bias
            : node.Init.Kind is null or Automatic or "PyTorch" ? bias with { Initializer = "Uniform", InitialScale = (node.Init.Scale ?? 1) / Math.Sqrt(units) }
            : bias;
    }

    /// <summary>Reports what is wrong with the initial values that a line asks for.</summary>
    public static void Check(LayerNode node, ICollection<Problem> problems)
    {
        InitSpec own = node.Spec.Init;
        if (own == InitSpec.Unset || !AreSound(own, node.Init, node.Name, node.Index, problems))
        {
            return;
        }

        if (node.Kind.InsertedTensors(node.Spec).Any())
        {
            return; // What it inserts starts so.
        }

        if (!node.Parameters.Any(parameter => parameter.FollowsInit))
        {
            foreach ((string property, string text) in Given(own).Where(given => given.Property != "InitBias"))
            {
                Unused(problems, node.Index, node.Name, property + " = " + text, "it has no weights that Init starts");
            }
        }
        else
        {
            CheckReaders(own, node.Init, node.Name, node.Index, problems);
        }

        if (own.Bias is { } bias && !node.Parameters.Any(parameter => parameter.Initializer == "Constant" && parameter.InitialValue == bias && !parameter.FollowsInit))
        {
            Unused(problems, node.Index, node.Name, "InitBias = " + Invariant.Text((float)bias), "it has no biases that InitBias sets");
        }
    }

    /// <summary>Reports what is wrong with the initial values that a line asks for, itself or on behalf of its block, as far as it is known without shapes.</summary>
    public static void Check(Line line, NetworkSpec network, ICollection<Problem> problems)
    {
        if (line.Spec.Init != InitSpec.Unset)
        {
            AreSound(line.Spec.Init, line.Init.Or(network.Init), line.FullName, line.Index, problems);
        }
    }

    /// <summary>Reports what is wrong with the initial values that the network asks for.</summary>
    public static void Check(NetworkSpec network, ICollection<Problem> problems)
    {
        if (network.Init != InitSpec.Unset && AreSound(network.Init, network.Init, network.Name, Problem.AtClass, problems))
        {
            CheckReaders(network.Init, network.Init, network.Name, Problem.AtClass, problems);
        }
    }

    private static bool AreSound(InitSpec own, InitSpec all, string name, int place, ICollection<Problem> problems)
    {
        int before = problems.Count;
        string kind = all.Kind ?? Automatic;
        if (!Known.TryGetValue(kind, out (string[] Needs, string[] Reads) known))
        {
            problems.Add(Problems.At(UsageDescriptors.NoSuchInit, place, [], name, "Init", kind, "Init", "one of " + string.Join(", ", Known.Keys)));
            return false;
        }

        if (own.Fan is not (null or "In" or "Out"))
        {
            problems.Add(Problems.At(UsageDescriptors.NoSuchInit, place, [], name, "InitFan", own.Fan, "Fan", "Fan.In or Fan.Out"));
        }

        InRange("InitValue", own.Value, IsFinite, "a finite number");
        InRange("InitScale", own.Scale, scale => IsFinite(scale) && scale > 0, "a finite number above 0");
        InRange("InitBias", own.Bias, IsFinite, "a finite number");
        HashSet<string> given = [.. Given(all).Select(pair => pair.Property)];
        foreach (string property in known.Needs.Where(property => !given.Contains(property)))
        {
            problems.Add(Problems.At(UsageDescriptors.InitNeedsNumber, place, [], name, kind, property, "0.01f").With(Remedies(place, Remedy.SetProperty(place, property, "0.01f"))));
        }

        return problems.Count == before;

        void InRange(string property, double? number, Func<double, bool> isInside, string range)
        {
            if (number is { } value && !isInside(value))
            {
                problems.Add(Problems.At(UsageDescriptors.InitOutOfRange, place, [], name, property, Invariant.Text((float)value), range));
            }
        }
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    private static void CheckReaders(InitSpec own, InitSpec all, string name, int place, ICollection<Problem> problems)
    {
        string kind = all.Kind ?? Automatic;
        (string[] needs, string[] reads) = Known[kind];
        foreach ((string property, string text) in Given(own).Where(given => given.Property is not ("Init" or "InitBias")))
        {
            if (!needs.Contains(property) && !reads.Contains(property))
            {
                string reader = all.Kind is null ? "an initialiser chosen by the activation does not read it" : "Init." + kind + " does not read it";
                Unused(problems, place, name, property + " = " + text, reader);
            }
        }
    }

    private static void Unused(ICollection<Problem> problems, int place, string name, string property, string reason) =>
        problems.Add(Problems.At(LintDescriptors.InitUnused, place, [], name, property, reason).With(Remedies(place, Remedy.RemoveOption(place, property.Split(' ')[0]))));

    // [Network] is no line.
    private static Remedy[] Remedies(int place, Remedy remedy) => place >= 0 ? [remedy] : [];

    private static IEnumerable<(string Property, string Text)> Given(InitSpec init)
    {
        (string Property, string? Text)[] all =
        [
            ("Init", init.Kind),
            ("InitValue", Text(init.Value)),
            ("InitScale", Text(init.Scale)),
            ("InitFan", init.Fan),
            ("InitBias", Text(init.Bias)),
        ];
        return all.Where(pair => pair.Text is not null).Select(pair => (pair.Property, pair.Text!));

        static string? Text(double? number) => number is { } value ? Invariant.Text((float)value) : null;
    }

    /// <summary>Kaiming before the ReLU family, Xavier before everything else.</summary>
    private static string OfActivation(LayerNode node)
    {
        LayerNode current = node;
        while (current.Output.Consumers.Count == 1 && current.Output.Consumers[0].Kind.IsTransparent)
        {
            current = current.Output.Consumers[0];
        }

        foreach (LayerNode reader in current.Output.Consumers)
        {
            switch (reader.Kind.Activation)
            {
                case ActivationFamily.Rectifier:
                    return "KaimingUniform";
                case ActivationFamily.SelfNormalizing:
                    return "LeCunNormal";
            }
        }

        return "XavierUniform";
    }
}
