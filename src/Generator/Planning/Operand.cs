using System.Globalization;
using Espalier.Generator.Support;

namespace Espalier.Generator.Planning;

/// <summary>An argument of a kernel call.</summary>
internal abstract record Operand
{
    public static Operand None { get; } = new TextOperand("default");

    public static Operand Int(long value) => new NumberOperand(value, Digits(value));

    public static Operand Float(double value) => new TextOperand(Invariant.Text((float)value) + "f");

    public static Operand Bool(string name, bool value) => new TextOperand(name + ": " + (value ? "true" : "false"));

    public static Operand Named(string name, Operand operand) =>
        operand is NumberOperand number ? number with { Text = name + ": " + number } : new TextOperand(name + ": " + operand);

    public static Operand Named(string name, double value) => Named(name, Float(value));

    /// <summary>The values of a channel in the whole batch.</summary>
    public static Operand Samples(int pixels) => new TextOperand(pixels == 1 ? "Count" : "Count * " + Digits(pixels));

    /// <summary>A number as people read it in a table.</summary>
    public static string Shown(double value) => Invariant.Text((float)value);

    /// <summary>A whole number as the emitted code writes it: 17_280.</summary>
    public static string Digits(long value) =>
        value < 10_000 ? value.ToString(CultureInfo.InvariantCulture) : value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '_');
}

/// <summary>Text that stands in the call as it is.</summary>
internal record TextOperand(string Text) : Operand
{
    public sealed override string ToString() => Text;
}

/// <summary>A whole number.</summary>
internal sealed record NumberOperand(long Value, string Text) : TextOperand(Text);

/// <summary>A constant shape.</summary>
internal sealed record ShapeOperand(PlanConstant Shape, string Text) : TextOperand(Text);

/// <summary>A tensor in an arena or in the caller's hands.</summary>
internal sealed record BufferOperand(Buffer Buffer, bool Writes) : Operand;

/// <summary>One of the forms of a parameter.</summary>
internal sealed record ParameterOperand(ParameterSlot Slot, ParameterForm Form) : Operand
{
    public bool Writes => Form is ParameterForm.Gradient or ParameterForm.Running or ParameterForm.TransposedTarget;
}

/// <summary>Numbers derived from parameters when these change: folded weights, scales and shifts.</summary>
internal sealed record PreparedOperand(string Name, int Offset, int Length) : Operand;

internal enum ParameterForm
{
    Value,
    Gradient,

    /// <summary>A running statistic that a training step moves.</summary>
    Running,

    /// <summary>Inputs and outputs in each other's places.</summary>
    Transposed,
    TransposedTarget,
}
