using System;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Shapes;

/// <summary>The window of a transposed convolution: the same options, with the arithmetic of sizes turned round.</summary>
internal sealed class TransposedWindow(LayerNode node)
{
    public Window Window { get; } = Window.OfConvolution(node);

    /// <summary>The height and width of the output; null where a problem was reported.</summary>
    public (int Height, int Width)? Infer(ShapeReporter report)
    {
        if (!Window.IsSound(report) || (node.Spec.IsGiven("outputPadding") && !Window.IsSound(report, "outputPadding", 0)))
        {
            return null;
        }

        // Where it reached the stride, the convolution back would make one more pixel of the output.
        Pair added = Window.PairOf("outputPadding", default), most = new(Math.Max(Window.Stride.Y, Window.Dilation.Y) - 1, Math.Max(Window.Stride.X, Window.Dilation.X) - 1);
        if (added.Y > most.Y || added.X > most.X)
        {
            report.OutputPaddingTooLarge(Window, added, most);
            return null;
        }

        Shape input = node.Input.Shape!;
        Pair whole = new(
            Whole(input.Height, Window.Kernel.Y, Window.Stride.Y, Window.Dilation.Y, added.Y),
            Whole(input.Width, Window.Kernel.X, Window.Stride.X, Window.Dilation.X, added.X));
        Pair output = new(whole.Y - Window.Top - Window.Bottom, whole.X - Window.Left - Window.Right);
        if (output.Y < 1 || output.X < 1)
        {
            report.NothingLeft(whole, output);
            return null;
        }

        if (output.Y > int.MaxValue || output.X > int.MaxValue)
        {
            report.TooLarge(output);
            return null;
        }

        return ((int)output.Y, (int)output.X);
    }

    /// <summary>The output before anything is taken off.</summary>
    private static long Whole(long size, long kernel, long stride, long dilation, long added) => ((size - 1) * stride) + (dilation * (kernel - 1)) + added + 1;
}
