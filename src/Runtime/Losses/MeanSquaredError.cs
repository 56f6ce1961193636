using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The mean of the squared differences between output and target.</summary>
public static unsafe class MeanSquaredError
{
    /// <summary>The loss of every sample and the gradient of their mean. The gradient may overwrite the output.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="targets">count·length floats.</param>
    /// <param name="losses">Receives one loss a sample: the mean over its length.</param>
    /// <param name="dOutput">Receives <c>2 · (output − target) / (count · length)</c>: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Evaluate(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dOutput, int length)
    {
        Debug.Assert(output.Length >= count * length && targets.Length >= count * length && dOutput.Length >= count * length, "The spans hold every element.");
        Debug.Assert(losses.Length >= count, "Every sample has a loss.");
        (int start, int end) = part.Range(count, 8);
        fixed (float* y = output)
        fixed (float* t = targets)
        fixed (float* loss = losses)
        fixed (float* dy = dOutput)
        {
            VectorWidth.Run(new Kernel(y, t, loss, dy, start, end, count, length));
        }
    }

    private readonly struct Kernel(float* output, float* targets, float* losses, float* dOutput, int start, int end, int count, int length) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int floats = length;
            V factor = S.Broadcast((float)(2.0 / ((double)count * floats)));
            for (int sample = start; sample < end; sample++)
            {
                float* y = output + ((long)sample * floats);
                float* t = targets + ((long)sample * floats);
                float* dy = dOutput + ((long)sample * floats);

                V squares = S.Zero;
                int i = 0;
                for (; i <= floats - S.Width; i += S.Width)
                {
                    V difference = S.Subtract(S.Load(y + i), S.Load(t + i));
                    squares = S.MultiplyAdd(difference, difference, squares);
                    S.Store(dy + i, S.Multiply(difference, factor));
                }

                if (i < floats)
                {
                    V difference = S.Subtract(S.LoadFirst(y + i, floats - i), S.LoadFirst(t + i, floats - i));
                    squares = S.MultiplyAdd(difference, difference, squares);
                    S.StoreFirst(dy + i, S.Multiply(difference, factor), floats - i);
                }

                losses[sample] = S.Sum(squares) / floats;
            }
        }
    }
}
