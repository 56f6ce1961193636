using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>
/// Writes the steps of a session. Over several inputs, with the labels or targets of several losses, or with the members of an
/// enum as labels, its base class has none; the plain ones are the base class's, written again to say their shapes.
/// </summary>
internal sealed class StepEmitter(NetworkPlan plan, SourceWriter writer)
{
    private readonly TypeNames _types = new(plan.Spec);
    private readonly Ports _ports = plan.Ports;

    private bool HasEnum => _ports.Answers.Any(answer => Label(answer) is not null);

    public void Members()
    {
        if (_ports.HasPlainInput)
        {
            writer.Line();
            Documentation("Computes the output of a batch in training mode. Its gradient is then to be written to OutputGradient before Backward.", [], isPlain: true);
            writer.Line($"public new void Forward({_types.ReadOnlySpan} input) => base.Forward(input);");
        }
        else
        {
            foreach (string tokenType in _ports.TokenTypes)
            {
                WithoutLoss(tokenType);
            }
        }

        if (_ports.Answers.Count == 0)
        {
            return;
        }

        if (_ports.HasPlainInput && _ports.HasPlainStep && !HasEnum)
        {
            Plain();
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

    private void Plain()
    {
        string answer = PlainName(_ports.Answers[0]);
        string[] elements = TakesLabels(_ports.Answers[0]) ? ["int", "byte", "long"] : ["float"];
        foreach (string element in elements)
        {
            string parameters = $"({_types.ReadOnlySpan} input, {_types["ReadOnlySpan"]}<{element}> {answer})";
            Method("Forward", "Computes the output of a batch in training mode, its loss and the gradient of the output.");
            Method("Step", "Forward, Backward and Update in one, without allocating.");

            void Method(string name, string summary)
            {
                writer.Line();
                if (element == elements[0])
                {
                    Documentation(summary, _ports.Answers, isPlain: true);
                }
                else
                {
                    writer.Line($"/// <inheritdoc cref=\"{name}(global::System.ReadOnlySpan{{float}}, global::System.ReadOnlySpan{{{elements[0]}}})\"/>");
                }

                writer.Line($"public new float {name}{parameters} => base.{name}(input, {answer});");
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

    private void Documentation(string summary, IReadOnlyList<Answer> answers, bool isPlain = false)
    {
        writer.Summary(summary);
        foreach (Port input in _ports.Inputs)
        {
            string finite = input.IsWhole ? SeveralEmitter.Range(input) : "; finite";
            writer.Line($"/// <param name=\"{(isPlain ? "input" : input.Local.TrimStart('@'))}\">Samples of {SeveralEmitter.Size(input.Shape)}, one after the other, each in PyTorch's order{finite}.</param>");
        }

        foreach (Answer answer in answers)
        {
            writer.Line($"/// <param name=\"{(isPlain ? PlainName(answer) : answer.Local.TrimStart('@'))}\">{Expected(answer)}</param>");
        }

        string label = answers.Any(TakesLabels) ? ", or a label is no class" : "";
        if (answers.Count > 0)
        {
            string loss = answers.Count == 1 ? "The mean loss over the samples" : "The sum of the losses, each a mean over the samples times its weight";
            writer.Line($"/// <returns>{loss}.</returns>");
        }

        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">A length does not fit, {(label.Length == 0 ? "or " : "")}a value is not finite{label}.</exception>");
        if (answers.Count > 0)
        {
            writer.Line("/// <exception cref=\"global::Espalier.NonFiniteLossException\">The loss is not finite; parameters and running statistics are unchanged.</exception>");
        }
    }

    /// <summary>What a loss compares with, as a sentence.</summary>
    private string Expected(Answer answer)
    {
        Graph.Shape scores = answer.Node.Input.Shape!;
        string of = _ports.Answers.Count == 1 ? "" : ", for " + answer.Node.Name;
        if (!TakesLabels(answer))
        {
            return $"{(of.Length == 0 ? "What the output is compared with" : "What " + answer.Node.Name + " compares with")}: {SeveralEmitter.Size(scores)} for each sample; finite.";
        }

        string each = scores.Pixels == 1 ? "of each sample" : $"of each {(scores.IsImage ? "pixel" : "step")} of each sample, {Operand.Digits(scores.Pixels)} of them";
        string range = Label(answer) is null ? ", from 0 to " + Operand.Digits(scores.Channels - 1) : "";
        string ignored = answer.Kind.Ignored(answer.Node.Spec) is { } number ? ", or " + Invariant.Text(number) + " for what does not count" : "";
        return $"The right class {each}{of}{range}{ignored}.";
    }

    /// <summary>What the base class calls the labels or targets of its only loss.</summary>
    private static string PlainName(Answer answer) => TakesLabels(answer) ? "labels" : "targets";

    private static bool TakesLabels(Answer answer) => answer.Kind.TakesLabels(answer.Node.Spec);

    // Distributions over the members of an enum are numbers.
    private static TypeArgumentSpec? Label(Answer answer) => TakesLabels(answer) ? answer.Kind.Label(answer.Node.Spec) : null;
}
