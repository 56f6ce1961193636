using System.Collections.Generic;
using System.Linq;

namespace Espalier.Generator.Graph;

/// <summary>
/// A tensor of a layer: its name and shape as in PyTorch, and how it lies in memory. A weight lies in panels of
/// outputs (<see cref="Panels"/>), numbers of an image channels last, everything else as a plain vector.
/// </summary>
internal sealed record Parameter(string Name, int[] Shape, string Documentation)
{
    /// <summary>The layout of a weight; null for a vector.</summary>
    public PanelLayout? Panels { get; init; }

    /// <summary>The image whose numbers the tensor holds, channels last; null for everything else.</summary>
    public Shape? Image { get; init; }

    /// <summary>Member of the runtime's <c>Initializer</c>.</summary>
    public string Initializer { get; init; } = "Zeros";

    /// <summary>What every value starts as where the initializer is "Constant", and what random numbers lie around.</summary>
    public double InitialValue { get; init; }

    /// <summary>The spread of random numbers, or a factor.</summary>
    public double InitialScale { get; init; } = 1;

    /// <summary>Whether the fan-out scales the numbers, rather than the fan-in.</summary>
    public bool ByFanOut { get; init; }

    /// <summary>Whether the layer's <c>Init</c> decides how it starts: true of weights.</summary>
    public bool FollowsInit { get; init; }

    public int FanIn { get; init; } = 1;

    public int FanOut { get; init; } = 1;

    /// <summary>Floats of the weight with inputs and outputs in each other's places, as the gradient of the input reads it.</summary>
    public long TransposedLength { get; init; }

    /// <summary>What the tensor does in its layer.</summary>
    public ParameterRole Role { get; init; } = Name.Contains("bias") ? ParameterRole.Bias : ParameterRole.Weight;

    /// <summary>False for running statistics, which no gradient moves.</summary>
    public bool IsLearnt { get; init; } = true;

    /// <summary>Floats as people count them.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => PanelLayout.Times(product, size));

    /// <summary>Floats in memory, padded lanes included.</summary>
    public long StoredLength => Panels?.Length ?? Count;
}

/// <summary>What a tensor does in its layer: penalties leave all but weights out unless they are asked for.</summary>
internal enum ParameterRole
{
    Weight,
    Bias,

    /// <summary>The factor of a norm, the learnt slope of an activation.</summary>
    Scale,

    /// <summary>The summand of a norm.</summary>
    Shift,
}

/// <summary>
/// Weights as the kernels read them: panels of 16 or 32 outputs, so that one step of the inner loop loads one panel row.
/// Element (output, k) of a group lies at <c>panel(output) · K · width + k · width + lane(output)</c>, where k is the sum of
/// the remaining indices times <paramref name="Steps"/>.
/// </summary>
/// <param name="Outputs">Outputs of all groups.</param>
/// <param name="Groups">Groups that do not see one another.</param>
/// <param name="Dimensions">The tensor's dimensions after the first, possibly split further.</param>
/// <param name="Steps">What an index of each dimension adds to k.</param>
internal sealed record PanelLayout(int Outputs, int Groups, int[] Dimensions, int[] Steps)
{
    public int OutputsPerGroup => Outputs / Groups;

    /// <summary>Multiplications per output.</summary>
    public long Inner => Dimensions.Aggregate(1L, (product, size) => Times(product, size));

    public long Length => Times(Groups, LengthOfGroup(OutputsPerGroup, Inner));

    public static int Width(int outputs) => Espalier.Tiles.Panels.Width(outputs);

    /// <summary>The product; some number beyond what an array can hold where it is that.</summary>
    public static long Times(long left, long right) => left > int.MaxValue || right > int.MaxValue ? 1L << 32 : left * right;

    public static long LengthOfGroup(long outputs, long inner)
    {
        int width = Width((int)outputs);
        return Times((outputs + width - 1) / width * width, inner);
    }
}
