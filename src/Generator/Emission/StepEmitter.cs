using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>
/// Writes the steps that a session's base class does not have: over several inputs, with the labels or targets of several
/// losses, with the members of an enum as labels.
/// </summary>
internal sealed class StepEmitter(NetworkPlan plan, SourceWriter writer)
{
    private readonly TypeNames _types = new(plan.Spec);
    private readonly Ports _ports = plan.Ports;

    private bool HasEnum => _ports.Answers.Any(answer => Label(answer) is not null);

    public void Members()
    {
        if (_ports.Inputs.Count > 1 || _ports.HasWholeInputs)
        {
            foreach (string tokenType in _ports.TokenTypes)
            {
                WithoutLoss(tokenType);
            }
        }

        if (_ports.Answers.Count == 0 || (_ports.HasPlainStep && !HasEnum && !_ports.HasWholeInputs))
        {
            return;
        }

        // Labels without an enum come as bytes, ints or longs, all alike.
        bool hasNumbers = _ports.Answers.Any(answer => TakesLabels(answer) && Label(answer) is null);
        foreach (string integer in hasNumbers ? new[] { "byte", "int", "long" } : ["int"])
        {
            foreach (string tokenType in _ports.TokenTypes)
            {
                WithLosses(integer, tokenType);
            }
        }
    }

    private void WithoutLoss(string tokenType)
    {
        writer.Line();
        Documentation("Computes the outputs of a batch in training mode. The gradients of the outputs are then to be written before Backward.", []);
        using (writer.Block($"public void Forward({Parameters([], "", tokenType)})"))
        {
            Take([], "");
            writer.Line("RunWithoutLoss(count);");
        }
    }

    private void WithLosses(string integer, string tokenType)
    {
        IReadOnlyList<Answer> answers = _ports.Answers;
        string parameters = Parameters(answers, integer, tokenType);
        writer.Line();
        Documentation("Computes the outputs of a batch in training mode, its losses and the gradients of the outputs.", answers);
        using (writer.Block($"public float Forward({parameters})"))
        {
            Take(answers, integer);
            writer.Line("return Run(count);");
        }

        writer.Line();
        Documentation("Forward, Backward and Update in one, without allocating.", answers);
        string arguments = string.Join(", ", _ports.Inputs.Select(input => input.Local).Concat(answers.Select(answer => answer.Local)));
        writer.Line($"public float Step({parameters}) => Finish(Forward({arguments}));");
    }

    private void Take(IReadOnlyList<Answer> answers, string integer)
    {
        string first = _ports.Inputs[0].Local;
        writer.Line($"int count = CountSamples({first}, nameof({first}));");
        for (int i = 0; i < _ports.Inputs.Count; i++)
        {
            writer.Line($"{(_ports.Inputs[i].IsWhole ? "CheckWhole" : "CheckInput")}({i}, {_ports.Inputs[i].Local}, count, nameof({_ports.Inputs[i].Local}));");
        }

        for (int i = 0; i < answers.Count; i++)
        {
            writer.Line($"{(TakesLabels(answers[i]) ? "CheckLabels" : "CheckTargets")}({i}, {Value(answers[i])}, count);");
        }

        for (int i = 0; i < _ports.Inputs.Count; i++)
        {
            writer.Line($"{(_ports.Inputs[i].IsWhole ? "TakeWhole" : "TakeInput")}({i}, {_ports.Inputs[i].Local}, count);");
        }

        for (int i = 0; i < answers.Count; i++)
        {
            writer.Line(TakesLabels(answers[i]) ? $"TakeLabels({i}, {Value(answers[i])});" : $"TakeTargets({i}, {Value(answers[i])}, count);");
        }
    }

    /// <summary>The labels or targets as the base class takes them.</summary>
    private string Value(Answer answer) => Label(answer) is { } label ? $"Integers<{label.FullName}, {label.Underlying}>({answer.Local})" : answer.Local;

    private string Parameters(IEnumerable<Answer> answers, string integer, string tokenType) => string.Join(
        ", ",
        SeveralEmitter.InputParameters(_types, _ports.Inputs, tokenType)
            .Concat(answers.Select(answer => $"{_types["ReadOnlySpan"]}<{(Label(answer) is { } label ? label.FullName : TakesLabels(answer) ? integer : "float")}> {answer.Local}")));

    private void Documentation(string summary, IReadOnlyList<Answer> answers)
    {
        writer.Summary(summary);
        foreach (Port input in _ports.Inputs)
        {
            writer.Line($"/// <param name=\"{input.Local.TrimStart('@')}\">Samples of {input.Shape}, one after the other, each in PyTorch's order{(input.IsWhole ? SeveralEmitter.Range(input) : "; finite")}.</param>");
        }

        foreach (Answer answer in answers)
        {
            string what = !TakesLabels(answer) ? "What " + answer.Node.Name + " compares with: " + answer.Node.Input.Shape + " for each sample; finite."
                : answer.Node.Input.Shape!.Pixels == 1 ? "The right class of each sample, for " + answer.Node.Name + "."
                : "The right class of each step or pixel of each sample, for " + answer.Node.Name + ".";
            writer.Line($"/// <param name=\"{answer.Local.TrimStart('@')}\">{what}</param>");
        }

        if (answers.Count > 0)
        {
            writer.Line("/// <returns>The sum of the losses, each a mean over the samples times its weight.</returns>");
        }

        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length does not fit, a value is not finite, or a label is no class.</exception>");
    }

    private static bool TakesLabels(Answer answer) => answer.Kind.TakesLabels(answer.Node.Spec);

    // Distributions over the members of an enum are numbers.
    private static TypeArgumentSpec? Label(Answer answer) => TakesLabels(answer) ? answer.Kind.Label(answer.Node.Spec) : null;
}
