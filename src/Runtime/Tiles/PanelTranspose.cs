using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Espalier.Convolution;
using Espalier.Kernels;

namespace Espalier.Tiles;

/// <summary>
/// Exchanges inputs and outputs of weights in panels: <c>[panel of outputs][tap · inputs + input][P]</c> becomes
/// <c>[panel of inputs][tap · outputs + output][P]</c>, the taps in the order of <see cref="ConvolutionAxis.Backward"/>.
/// </summary>
internal static unsafe class PanelTranspose
{
    public static void Run(in Part part, float* source, float* destination, in Conv2DShape shape)
    {
        int inputs = shape.Channels / shape.Groups, outputs = shape.Filters / shape.Groups;
        int taps = shape.KernelHeight * shape.KernelWidth;
        int sourcePanel = Panels.Width(outputs), panel = Panels.Width(inputs);
        nint sourceGroup = (nint)Panels.Padded(outputs) * taps * inputs, group = (nint)Panels.Padded(inputs) * taps * outputs;
        int panels = Panels.Padded(inputs) / panel, sourcePanels = Panels.Padded(outputs) / sourcePanel;
        (int first, int end) = part.Range(shape.Groups * panels * sourcePanels);
        for (int item = first; item < end; item++)
        {
            (int g, int p) = Math.DivRem(item, panels * sourcePanels);
            (p, int q) = Math.DivRem(p, sourcePanels);
            float* from = source + (g * sourceGroup) + ((nint)q * sourcePanel * taps * inputs) + ((nint)p * panel * sourcePanel);
            float* to = destination + (g * group) + ((nint)p * panel * taps * outputs) + ((nint)q * sourcePanel * panel);
            int rows = Math.Min(panel, inputs - (p * panel)), columns = Math.Min(sourcePanel, outputs - (q * sourcePanel));
            int place = 0;
            for (int phaseY = 0; phaseY < shape.StrideY; phaseY++)
            {
                ConvolutionAxis y = ConvolutionAxis.Backward(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideY, shape.PadTop, shape.DilationY, phaseY);
                for (int phaseX = 0; phaseX < shape.StrideX; phaseX++)
                {
                    ConvolutionAxis x = ConvolutionAxis.Backward(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideX, shape.PadLeft, shape.DilationX, phaseX);
                    for (int tap = 0; tap < y.Taps * x.Taps; tap++, place++)
                    {
                        int ky = y.KernelFirst + (tap / x.Taps * y.KernelStep), kx = x.KernelFirst + (tap % x.Taps * x.KernelStep);
                        Block(
                            from + ((nint)((ky * shape.KernelWidth) + kx) * inputs * sourcePanel), sourcePanel, rows, columns,
                            to + ((nint)place * outputs * panel), panel);
                    }
                }
            }
        }
    }

    /// <summary>Transposes rows × columns, and clears what pads the rows of the result to its step.</summary>
    public static void Block(float* source, int sourceStep, int rows, int columns, float* destination, int step)
    {
        int whole = Sse.IsSupported ? rows & ~3 : 0;
        for (int row = 0; row < whole; row += 4)
        {
            float* from = source + (row * sourceStep);
            float* to = destination + row;
            int column = 0;
            for (; column + 4 <= columns; column += 4, from += 4, to += 4 * step)
            {
                Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + sourceStep);
                Vector128<float> r2 = Vector128.Load(from + (2 * sourceStep)), r3 = Vector128.Load(from + (3 * sourceStep));
                Vector128<float> t0 = Sse.UnpackLow(r0, r1), t1 = Sse.UnpackLow(r2, r3), t2 = Sse.UnpackHigh(r0, r1), t3 = Sse.UnpackHigh(r2, r3);
                Sse.MoveLowToHigh(t0, t1).Store(to);
                Sse.MoveHighToLow(t1, t0).Store(to + step);
                Sse.MoveLowToHigh(t2, t3).Store(to + (2 * step));
                Sse.MoveHighToLow(t3, t2).Store(to + (3 * step));
            }

            for (; column < columns; column++, from++, to += step)
            {
                for (int r = 0; r < 4; r++)
                {
                    to[r] = from[r * sourceStep];
                }
            }
        }

        for (int column = 0; column < columns; column++)
        {
            float* to = destination + (column * step);
            for (int row = whole; row < rows; row++)
            {
                to[row] = source[(row * sourceStep) + column];
            }

            new Span<float>(to + rows, step - rows).Clear();
        }
    }
}
