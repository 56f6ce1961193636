using System.Globalization;
using System.Text;

namespace Espalier;

/// <summary>How far the gradient of one tensor is from the differences, where it is worst.</summary>
/// <param name="Name">The tensor as files name it, or "input".</param>
/// <param name="Element">The place of the worst element, in PyTorch's order.</param>
/// <param name="Backward">What backward gave there.</param>
/// <param name="Difference">What the differences gave there.</param>
/// <param name="Error">The distance of the two, relative to the tensor's greatest derivative; infinite where one is NaN, or nothing could be compared.</param>
/// <param name="Probes">How many elements were compared.</param>
public sealed record GradientComparison(string Name, int Element, double Backward, double Difference, double Error, int Probes)
{
    /// <summary>How many elements were left out, since a kink lies so near that they have no derivative to compare with.</summary>
    public int LeftOut { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Probes == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}: nothing compared, all {LeftOut} lie on kinks")
        : string.Create(CultureInfo.InvariantCulture, $"{Name}: error {Error:0.0e+0} at {Element}: backward {Backward:G6}, differences {Difference:G6}; {Probes} compared{(LeftOut > 0 ? $", {LeftOut} left out on kinks" : "")}");
}

/// <summary>What a gradient check found, tensor by tensor.</summary>
public sealed class GradientReport
{
    internal GradientReport(IReadOnlyList<GradientComparison> tensors, double tolerance)
    {
        Tensors = tensors;
        Tolerance = tolerance;
        Worst = tensors.MaxBy(tensor => tensor.Error)!;
    }

    /// <summary>Each tensor where it is worst.</summary>
    public IReadOnlyList<GradientComparison> Tensors { get; }

    /// <summary>The tensor with the greatest error.</summary>
    public GradientComparison Worst { get; }

    /// <summary>The greatest error that rounding explains.</summary>
    public double Tolerance { get; }

    /// <summary>Whether of every tensor something was compared, and every error is within the tolerance.</summary>
    public bool Passed => Worst.Error <= Tolerance;

    /// <summary>A line a tensor, and the verdict.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (GradientComparison tensor in Tensors)
        {
            text.Append(tensor.Error <= Tolerance ? "  " : "✗ ").Append(tensor).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"{(Passed ? "passed" : "failed")} with a tolerance of {Tolerance:0.0e+0}").ToString();
    }
}
