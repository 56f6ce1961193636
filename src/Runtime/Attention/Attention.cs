using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Scaled dot-product attention of a sequence with itself (Vaswani and others 2017), head by head:
/// <c>P = softmax(Q·Kᵀ / √size)</c> by rows, <c>context = P·V</c>. Queries, keys and values lie side by side in each step, as
/// the first product of PyTorch's <c>MultiheadAttention</c> leaves them. Rows are worked on in blocks, so that no whole matrix
/// of scores is ever held; backward computes the scores again from two numbers a row (Dao and others 2022).
/// </summary>
public static unsafe partial class Attention
{
    /// <summary>Computes the context of every step.</summary>
    /// <param name="part">The share of this worker; its scratch memory holds <see cref="AttentionShape.ForwardScratch"/> floats.</param>
    /// <param name="count">Samples.</param>
    /// <param name="projected">Queries, keys and values: count·steps·3·features floats.</param>
    /// <param name="context">Receives count·steps·features floats.</param>
    /// <param name="statistics">Receives what backward needs, <see cref="AttentionShape.StatisticsLength"/> floats a sample; empty in prediction.</param>
    /// <param name="lengths">How many steps of each sample count; empty where all do. Steps beyond get zeros.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="causal">Whether a step sees itself and earlier ones alone.</param>
    /// <param name="dropout">The probability with which an attention weight is zeroed; the others are scaled so that the mean stays.</param>
    /// <param name="key">The key of the random numbers of dropout.</param>
    public static void Forward(
        in Part part,
        int count,
        ReadOnlySpan<float> projected,
        Span<float> context,
        Span<float> statistics,
        ReadOnlySpan<float> lengths,
        in AttentionShape shape,
        bool causal,
        float dropout = 0,
        ulong key = 0)
    {
        int rows = count * shape.Steps;
        Debug.Assert(projected.Length >= rows * 3 * shape.Features && context.Length >= rows * shape.Features, "The spans hold every step.");
        Debug.Assert(statistics.IsEmpty || statistics.Length >= count * shape.StatisticsLength, "The statistics hold every row.");
        Debug.Assert(part.Scratch.Length >= shape.ForwardScratch, "The scratch memory is large enough.");
        int blocks = (shape.Steps + AttentionShape.BlockRows - 1) / AttentionShape.BlockRows;
        (int start, int end) = part.Range(count * shape.Heads * blocks);
        fixed (float* input = projected)
        fixed (float* output = context)
        fixed (float* kept = statistics)
        fixed (float* counts = lengths)
        fixed (float* scratch = part.Scratch)
        {
            VectorWidth.Run(new ForwardKernel(new Heads(input, counts, shape, causal, dropout, key), output, kept, scratch, start, end, blocks));
        }
    }

    /// <summary>Computes the gradient of queries, keys and values.</summary>
    /// <param name="part">The share of this worker; its scratch memory holds <see cref="AttentionShape.BackwardScratch"/> floats.</param>
    /// <param name="count">Samples.</param>
    /// <param name="projected">As in forward.</param>
    /// <param name="statistics">What forward kept.</param>
    /// <param name="dContext">The gradient of the context: count·steps·features floats.</param>
    /// <param name="dProjected">Receives the gradient of queries, keys and values: count·steps·3·features floats.</param>
    /// <param name="lengths">As in forward; the gradient of steps beyond is zero.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="causal">As in forward.</param>
    /// <param name="dropout">As in forward.</param>
    /// <param name="key">As in forward.</param>
    public static void Backward(
        in Part part,
        int count,
        ReadOnlySpan<float> projected,
        ReadOnlySpan<float> statistics,
        ReadOnlySpan<float> dContext,
        Span<float> dProjected,
        ReadOnlySpan<float> lengths,
        in AttentionShape shape,
        bool causal,
        float dropout = 0,
        ulong key = 0)
    {
        int rows = count * shape.Steps;
        Debug.Assert(projected.Length >= rows * 3 * shape.Features && dProjected.Length >= rows * 3 * shape.Features, "The spans hold every step.");
        Debug.Assert(dContext.Length >= rows * shape.Features && statistics.Length >= count * shape.StatisticsLength, "The spans hold every step.");
        Debug.Assert(part.Scratch.Length >= shape.BackwardScratch, "The scratch memory is large enough.");
        (int start, int end) = part.Range(count * shape.Heads);
        fixed (float* input = projected)
        fixed (float* kept = statistics)
        fixed (float* dOutput = dContext)
        fixed (float* dInput = dProjected)
        fixed (float* counts = lengths)
        fixed (float* scratch = part.Scratch)
        {
            VectorWidth.Run(new BackwardKernel(new Heads(input, counts, shape, causal, dropout, key), kept, dOutput, dInput, scratch, start, end));
        }
    }

    /// <summary>Where the head of a sample lies, and which keys its queries see.</summary>
    private readonly struct Heads(float* projected, float* lengths, AttentionShape shape, bool causal, float dropout, ulong key)
    {
        private readonly float* _projected = projected;
        private readonly float* _lengths = lengths;

        public AttentionShape Shape { get; } = shape;

        public float Dropout { get; } = dropout;

        /// <summary>Floats from one step of queries, keys and values to the next.</summary>
        public int Row => 3 * Shape.Features;

        /// <summary>By which dot products are multiplied.</summary>
        public float Scale => 1f / MathF.Sqrt(Shape.Size);

        public float* Queries(int head) => _projected + Offset(head);

        public float* Keys(int head) => Queries(head) + Shape.Features;

        public float* Values(int head) => Queries(head) + (2 * Shape.Features);

        /// <summary>Where the queries of a head of all heads of all samples start.</summary>
        public long Offset(int head) => ((long)(head / Shape.Heads) * Shape.Steps * Row) + ((long)(head % Shape.Heads) * Shape.Size);

        /// <summary>The same in a tensor of one float for each feature.</summary>
        public long OutputOffset(int head) => ((long)(head / Shape.Heads) * Shape.Steps * Shape.Features) + ((long)(head % Shape.Heads) * Shape.Size);

        /// <summary>Steps of a head's sample that count.</summary>
        public int Length(int head) => _lengths is null ? Shape.Steps : (int)_lengths[head / Shape.Heads];

        /// <summary>Keys that a query sees, from the first on.</summary>
        public int Seen(int step, int length) => causal ? Math.Min(step + 1, length) : length;

        /// <summary>The scores of a block of queries, before they are scaled: keys that none of the queries sees are left out.</summary>
        /// <returns>How many keys there are.</returns>
        public int Scores<S, V>(int head, int start, int end, int length, float* keysByFeature, float* scores)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int keys = Seen(end - 1, length);
            StridedProduct.Run<S, V>(
                Queries(head) + ((long)start * Row), Row, 1, keysByFeature, Shape.Padded, scores, Shape.Padded, end - start, keys, Shape.Size, add: false);
            return keys;
        }

        /// <summary>Multiplies attention weights, or their gradients, with the mask of dropout. The same step has the same mask every time.</summary>
        public void Drop<S, V>(int head, int step, float* source, float* destination, int length)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            ulong row = CounterRandom.Key(key, ((ulong)(uint)head * (uint)Shape.Steps) + (uint)step);
            RandomBits<S, V> random = new(row, 0);
            V threshold = S.Broadcast(1f + Dropout), scale = S.Broadcast(1f / (1f - Dropout));
            for (int i = 0; i < length; i += S.Width)
            {
                int lanes = Math.Min(S.Width, length - i);
                V dropped = S.GreaterThan(threshold, random.NextFromOneToTwo());
                S.StoreFirst(destination + i, S.Select(dropped, S.Zero, S.Multiply(S.LoadFirst(source + i, lanes), scale)), lanes);
            }
        }

        /// <summary>Copies a head's rows so that each feature has its steps side by side.</summary>
        public void Transpose(float* rows, float* byFeature, int length)
        {
            int padded = Shape.Padded, size = Shape.Size;
            for (int step = 0; step < length; step++)
            {
                float* from = rows + ((long)step * Row);
                for (int i = 0; i < size; i++)
                {
                    byFeature[((long)i * padded) + step] = from[i];
                }
            }
        }
    }
}
