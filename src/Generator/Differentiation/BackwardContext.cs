using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Differentiation;

/// <summary>Where a kernel writes the gradient of what its layer read.</summary>
/// <param name="Gradient">The tensor.</param>
/// <param name="Accumulate">"accumulate: true" where another reader has written already; null where this one is the first.</param>
internal readonly record struct GradientTarget(Operand Gradient, Operand? Accumulate);

/// <summary>
/// The backward pass of a node. The gradient of its output is complete when it runs, since all readers stand below it.
/// </summary>
internal sealed class BackwardContext(ProgramPlanner planner, GradientMap gradients, LayerNode node, List<Statement> statements)
    : StatementContext(planner, node)
{
    private bool _onlyForInputGradient;
    private bool _isPassedOn;

    /// <summary>Whether the layer has parameters that steps move.</summary>
    public bool Trains => Node.IsTrained;

    /// <summary>Whether steps move a parameter, the layer's own or one that it shares.</summary>
    public bool TrainsParameter(string name) => Trains && Planner.Slot(Node, name) is { IsTrained: true };

    /// <summary>Floats of a sample of the output as it lies in memory: where the kernel ends with pooling, of the maxima.</summary>
    public override Operand Length => Operand.Int(Planner.BufferOf(Node.Output).Length);

    /// <summary>The max pooling with which the layer's kernel ends; null for none.</summary>
    public LayerNode? Pool => Planner.GroupOf(Node).Pool;

    /// <summary>Whether the layer is the max pooling with which the kernel of a layer above ends.</summary>
    public bool IsPooledAbove => Pool == Node;

    public Operand Output => new BufferOperand(Planner.BufferOf(Node.Output), Writes: false);

    public Operand OutputGradient => new BufferOperand(gradients.Of(Node.Output), Writes: false);

    public Operand Input(int index = 0) => new BufferOperand(Planner.BufferOf(Node.Inputs[index]), Writes: false);

    /// <summary>Where the gradient of a parameter is added up; none where the layer is frozen or goes without the parameter.</summary>
    public Operand ParameterGradient(string name) => Trains ? Planner.ParameterOf(Node, name, ParameterForm.Gradient) : Operand.None;

    /// <summary>Where the gradient of a parameter of the layer above is added up; null where steps do not move it.</summary>
    public Operand? ParameterGradientAbove(LayerNode above, string name) => above.IsTrained ? Planner.ParameterOf(above, name, ParameterForm.Gradient) : null;

    /// <summary>"accumulate: …" for the only kernel that writes the gradient of a parameter, where it overwrites what need not be zero.</summary>
    public Operand Overwritten(string name)
    {
        Planner.Overwrite(Planner.Slot(Node, name)!);
        return new TextOperand("accumulate: AddsToGradients");
    }

    /// <summary>A weight with inputs and outputs in each other's places, kept up by <paramref name="method"/>.</summary>
    /// <param name="name">The weight.</param>
    /// <param name="method">What makes the form.</param>
    /// <param name="plan">The shape that it takes.</param>
    /// <param name="length">Floats of the form; null for as many as panels take.</param>
    public Operand Transposed(string name, string method, Operand plan, long? length = null)
    {
        ParameterSlot slot = Planner.Slot(Node, name)!;
        if (slot.TransposedOffset < 0)
        {
            slot.TransposedLength = length ?? slot.TransposedLength;
            slot.TransposedOffset = Planner.ReserveTransposed(slot.TransposedLength);
            Operand[] operands = [new ParameterOperand(slot, ParameterForm.Value), new ParameterOperand(slot, ParameterForm.TransposedTarget), plan];
            Planner.AddTranspose(new Statement(Node, method, Leading.Part, operands, _onlyForInputGradient));
        }

        return new ParameterOperand(slot, ParameterForm.Transposed);
    }

    /// <summary>Floats of each sample on the way to the gradient of an input, which take memory only where that is asked for.</summary>
    public (Operand Written, Operand Read) ForInputGradient(string name, int length)
    {
        Planning.Buffer buffer = Planner.Named(Node, name, Region.InputGradient, length);
        return (new BufferOperand(buffer, Writes: true), new BufferOperand(buffer, Writes: false));
    }

    public void Call(string method, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.PartAndCount, Given(operands), _onlyForInputGradient));

    /// <summary>A call that takes the worker first, and no count.</summary>
    public void CallWithPart(string method, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.Part, Given(operands), _onlyForInputGradient));

    /// <summary>Makes calls that serve the layer's own parameters and all its inputs alike.</summary>
    public void ForAll(Action calls)
    {
        _onlyForInputGradient = !Trains && !Node.Inputs.Any(gradients.IsTrained);
        calls();
        _onlyForInputGradient = false;
    }

    /// <summary>Sends the gradient on to an input, where anything above learns or the input's own gradient is asked for.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="to">Calls the kernel.</param>
    /// <param name="inPlace">Whether the gradient of the output may be overwritten with it.</param>
    /// <param name="always">Whether the kernel runs anyway, for the sake of the layer's own parameters.</param>
    /// <param name="overwrites">Whether the kernel can only write, not add.</param>
    public void Propagate(int index, Action<GradientTarget> to, bool inPlace = false, bool always = false, bool overwrites = false)
    {
        Value value = Node.Inputs[index];
        bool isTrained = gradients.IsTrained(value);
        _onlyForInputGradient = !isTrained && !always;
        bool isNetworkInput = value.Producer.Inputs.Count == 0;
        bool isFirst = !gradients.Has(value);
        if ((isFirst || !overwrites) && !(always && isNetworkInput))
        {
            if (isFirst && inPlace && !isNetworkInput)
            {
                gradients.Share(value, gradients.Of(Node.Output));
            }

            var target = new BufferOperand(gradients.Of(value), Writes: true);
            to(new GradientTarget(target, isFirst ? null : new TextOperand("accumulate: true")));
        }
        else
        {
            // By way of a tensor of its own, which is then added (or copied) to where it belongs.
            Planning.Buffer own = Planner.Named(Node, "InputGradient", Region.Sample, value.Shape!.Length);
            to(new GradientTarget(new BufferOperand(own, Writes: true), null));
            _onlyForInputGradient = !isTrained;
            Move(own, value, isFirst);
        }

        _onlyForInputGradient = false;
    }

    /// <summary>The gradient of an input is the gradient of the output.</summary>
    public void PassOn(int index)
    {
        Value value = Node.Inputs[index];
        bool isNetworkInput = value.Producer.Inputs.Count == 0;
        Planning.Buffer gradient = gradients.Of(Node.Output);
        bool isFirst = !gradients.Has(value);
        bool isReadOnce = Node.Inputs.Count(input => input == value) == 1;
        if (isFirst && isReadOnce && !isNetworkInput && !_isPassedOn)
        {
            // One input may take the tensor over: whatever it later becomes, this layer was its last reader. Not one that
            // is read twice: it would add the tensor to itself while others still wait for it.
            gradients.Share(value, gradient);
            _isPassedOn = true;
            return;
        }

        _onlyForInputGradient = !gradients.IsTrained(value);
        Move(gradient, value, isFirst);
        _onlyForInputGradient = false;
    }

    private void Move(Planning.Buffer from, Value value, bool isFirst) => Call(
        isFirst ? "Elementwise.Copy" : "Elementwise.Accumulate",
        new BufferOperand(from, Writes: false),
        new BufferOperand(gradients.Of(value), Writes: true),
        Operand.Int(value.Shape!.Length));
}
