using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>The forward pass.</content>
public static unsafe partial class Attention
{
    private readonly struct ForwardKernel(Heads heads, float* context, float* statistics, float* scratch, int start, int end, int blocks) : IVectorKernel
    {
        private readonly Heads _heads = heads;

        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            AttentionShape shape = _heads.Shape;
            float* keysByFeature = scratch, weights = scratch + ((long)shape.Size * shape.Padded);
            int transposed = -1;
            for (int unit = start; unit < end; unit++)
            {
                (int head, int block) = Math.DivRem(unit, blocks);
                int length = _heads.Length(head), from = block * AttentionShape.BlockRows;
                int to = Math.Min(from + AttentionShape.BlockRows, shape.Steps), counted = Math.Clamp(length, from, to);
                float* output = context + _heads.OutputOffset(head);
                if (counted > from)
                {
                    if (transposed != head)
                    {
                        _heads.Transpose(_heads.Keys(head), keysByFeature, length);
                        transposed = head;
                    }

                    int keys = _heads.Scores<S, V>(head, from, counted, length, keysByFeature, weights);
                    for (int step = from; step < counted; step++)
                    {
                        float* row = weights + ((long)(step - from) * shape.Padded);
                        int seen = _heads.Seen(step, length);
                        (float greatest, float inverse) = Softmax<S, V>(row, seen, _heads.Scale);
                        new Span<float>(row + seen, keys - seen).Clear();
                        if (statistics is not null)
                        {
                            float* kept = statistics + (2L * (((long)head * shape.Steps) + step));
                            kept[0] = greatest;
                            kept[1] = inverse;
                        }

                        if (_heads.Dropout > 0)
                        {
                            _heads.Drop<S, V>(head, step, row, row, seen);
                        }
                    }

                    StridedProduct.Run<S, V>(
                        weights, shape.Padded, 1, _heads.Values(head), _heads.Row, output + ((long)from * shape.Features), shape.Features, counted - from, shape.Size, keys, add: false);
                }

                for (int step = counted; step < to; step++)
                {
                    new Span<float>(output + ((long)step * shape.Features), shape.Size).Clear();
                }
            }
        }

        /// <summary>The softmax of a row of scores times a factor, in place.</summary>
        /// <returns>The greatest score times the factor, and the inverse of the sum.</returns>
        private static (float Greatest, float Inverse) Softmax<S, V>(float* row, int length, float scale)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float greatest = ScoreRows.Max<S, V>(row, length) * scale;
            Weights<S, V>(row, length, scale, greatest, inverse: 1);
            V sum = S.Zero;
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                sum = S.Add(sum, S.Load(row + i));
            }

            if (i < length)
            {
                sum = S.Add(sum, S.LoadFirst(row + i, length - i));
            }

            float inverse = 1f / S.Sum(sum);
            V factor = S.Broadcast(inverse);
            for (i = 0; i <= length - S.Width; i += S.Width)
            {
                S.Store(row + i, S.Multiply(S.Load(row + i), factor));
            }

            if (i < length)
            {
                S.StoreFirst(row + i, S.Multiply(S.LoadFirst(row + i, length - i), factor), length - i);
            }

            return (greatest, inverse);
        }
    }

    /// <summary><c>row = inverse · e^(scale·row − greatest)</c>.</summary>
    private static void Weights<S, V>(float* row, int length, float scale, float greatest, float inverse)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V by = S.Broadcast(scale), shift = S.Broadcast(-greatest), factor = S.Broadcast(inverse);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            S.Store(row + i, S.Multiply(VectorMath.Exp<S, V>(S.MultiplyAdd(S.Load(row + i), by, shift)), factor));
        }

        if (i < length)
        {
            S.StoreFirst(row + i, S.Multiply(VectorMath.Exp<S, V>(S.MultiplyAdd(S.LoadFirst(row + i, length - i), by, shift)), factor), length - i);
        }
    }
}
