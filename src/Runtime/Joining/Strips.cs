using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Moves the strips of a smaller tensor to and from their places in a larger one: joining along an axis, cutting a piece
/// out, and padding are all of this form, and each is the gradient of another.
/// </summary>
public static unsafe class Strips
{
    /// <summary>Writes the smaller tensor to its places in the larger one; what lies between them stays.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="small">count·strips·length floats.</param>
    /// <param name="large">count·total floats.</param>
    /// <param name="shape">Where the strips lie.</param>
    /// <param name="accumulate">Whether to add to <paramref name="large"/> instead of overwriting it.</param>
    public static void Put(in Part part, int count, ReadOnlySpan<float> small, Span<float> large, in StripShape shape, bool accumulate = false)
    {
        CheckLengths(count, small.Length, large.Length, shape);
        (int start, int end) = Range(part, count, shape);
        fixed (float* from = small)
        fixed (float* to = large)
        {
            Run(new Walk(from, shape.Length, shape.Length * shape.Strips, to + shape.Offset, shape.Stride, shape.Total, start, end, shape.Strips, shape.Length), accumulate);
        }
    }

    /// <summary>Writes the smaller tensor to its places in the larger one, and a number everywhere else.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="small">count·strips·length floats.</param>
    /// <param name="large">Receives count·total floats.</param>
    /// <param name="shape">Where the strips lie.</param>
    /// <param name="value">The number around the strips.</param>
    public static void Surround(in Part part, int count, ReadOnlySpan<float> small, Span<float> large, in StripShape shape, float value = 0)
    {
        CheckLengths(count, small.Length, large.Length, shape);
        (int start, int end) = Range(part, count, shape);
        for (int strip = start; strip < end; strip++)
        {
            // Each strip and what follows it up to the next; the first with what comes before it.
            int index = strip % shape.Strips;
            Span<float> sample = large.Slice(strip / shape.Strips * shape.Total, shape.Total);
            if (index == 0)
            {
                sample[..shape.Offset].Fill(value);
            }

            int place = shape.Offset + (index * shape.Stride);
            small.Slice(strip * shape.Length, shape.Length).CopyTo(sample[place..]);
            int next = index == shape.Strips - 1 ? shape.Total : place + shape.Stride;
            sample[(place + shape.Length)..next].Fill(value);
        }
    }

    /// <summary>Reads the smaller tensor from its places in the larger one.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="large">count·total floats.</param>
    /// <param name="small">Receives count·strips·length floats.</param>
    /// <param name="shape">Where the strips lie.</param>
    /// <param name="accumulate">Whether to add to <paramref name="small"/> instead of overwriting it.</param>
    public static void Take(in Part part, int count, ReadOnlySpan<float> large, Span<float> small, in StripShape shape, bool accumulate = false)
    {
        CheckLengths(count, small.Length, large.Length, shape);
        (int start, int end) = Range(part, count, shape);
        fixed (float* from = large)
        fixed (float* to = small)
        {
            Run(new Walk(from + shape.Offset, shape.Stride, shape.Total, to, shape.Length, shape.Length * shape.Strips, start, end, shape.Strips, shape.Length), accumulate);
        }
    }

    private static (int Start, int End) Range(in Part part, int count, in StripShape shape) =>
        part.Range(count * shape.Strips, Math.Max(1, BinaryLoop.Grain / shape.Length));

    private static void Run(Walk walk, bool accumulate)
    {
        if (accumulate)
        {
            VectorWidth.Run(new Kernel<Accumulate>(walk));
        }
        else
        {
            VectorWidth.Run(new Kernel<Overwrite>(walk));
        }
    }

    [Conditional("DEBUG")]
    private static void CheckLengths(int count, int small, int large, in StripShape shape)
    {
        Debug.Assert(small >= count * shape.Strips * shape.Length && large >= count * shape.Total, "The spans hold every strip.");
        Debug.Assert(shape.Stride >= shape.Length && shape.Offset + ((shape.Strips - 1) * shape.Stride) + shape.Length <= shape.Total, "The strips lie apart in the sample.");
    }

    /// <summary>From strip to strip on both sides.</summary>
    private readonly record struct Walk(nint FromAddress, int FromStride, int FromSample, nint ToAddress, int ToStride, int ToSample, int Start, int End, int Strips, int Length)
    {
        public Walk(float* from, int fromStride, int fromSample, float* to, int toStride, int toSample, int start, int end, int strips, int length)
            : this((nint)from, fromStride, fromSample, (nint)to, toStride, toSample, start, end, strips, length)
        {
        }

        public float* From(int strip) => (float*)FromAddress + ((long)(strip / Strips) * FromSample) + ((long)(strip % Strips) * FromStride);

        public float* To(int strip) => (float*)ToAddress + ((long)(strip / Strips) * ToSample) + ((long)(strip % Strips) * ToStride);
    }

    private readonly struct Kernel<TDestination>(Walk walk) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            Walk way = walk;
            int length = way.Length;
            V lastLanes = S.FirstLanes(length % S.Width);
            for (int strip = way.Start; strip < way.End; strip++)
            {
                float* from = way.From(strip);
                float* to = way.To(strip);
                int i = 0;
                for (; i <= length - S.Width; i += S.Width)
                {
                    TDestination.Store<S, V>(to + i, S.Load(from + i));
                }

                if (i < length)
                {
                    TDestination.StoreFirst<S, V>(to + i, S.LoadMasked(from + i, lastLanes), length - i);
                }
            }
        }
    }
}
