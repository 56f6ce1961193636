using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>The backward pass.</content>
public static unsafe partial class Attention
{
    /// <summary>
    /// <c>dV = P̃ᵀ·dO</c>, <c>dP = mask(dO·Vᵀ)</c>, <c>dS = P ∘ (dP − rowsum(P ∘ dP)) · scale</c>, <c>dQ = dS·K</c>,
    /// <c>dK = dSᵀ·Q</c>, where P̃ is P after dropout.
    /// </summary>
    private readonly struct BackwardKernel(Heads heads, float* statistics, float* dContext, float* dProjected, float* scratch, int start, int end) : IVectorKernel
    {
        private readonly Heads _heads = heads;

        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            AttentionShape shape = _heads.Shape;
            float* keysByFeature = scratch, valuesByFeature = keysByFeature + ((long)shape.Size * shape.Padded);
            float* weights = valuesByFeature + ((long)shape.Size * shape.Padded);
            for (int head = start; head < end; head++)
            {
                int length = _heads.Length(head);
                Clear(head);
                _heads.Transpose(_heads.Keys(head), keysByFeature, length);
                _heads.Transpose(_heads.Values(head), valuesByFeature, length);
                for (int from = 0; from < length; from += AttentionShape.BlockRows)
                {
                    Block<S, V>(head, from, Math.Min(from + AttentionShape.BlockRows, length), length, keysByFeature, valuesByFeature, weights);
                }
            }
        }

        private void Block<S, V>(int head, int from, int to, int length, float* keysByFeature, float* valuesByFeature, float* weights)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            AttentionShape shape = _heads.Shape;
            int padded = shape.Padded, row = _heads.Row, rows = to - from;
            float* gradients = weights + ((long)AttentionShape.BlockRows * padded);
            float* dropped = _heads.Dropout > 0 ? gradients + ((long)AttentionShape.BlockRows * padded) : weights;
            float* dOutput = dContext + _heads.OutputOffset(head) + ((long)from * shape.Features);
            float* dQueries = dProjected + _heads.Offset(head), dKeys = dQueries + shape.Features, dValues = dKeys + shape.Features;

            int keys = _heads.Scores<S, V>(head, from, to, length, keysByFeature, weights);
            for (int step = from; step < to; step++)
            {
                float* kept = statistics + (2L * (((long)head * shape.Steps) + step));
                float* weight = weights + ((long)(step - from) * padded);
                int seen = _heads.Seen(step, length);
                Weights<S, V>(weight, seen, _heads.Scale, kept[0], kept[1]);
                new Span<float>(weight + seen, keys - seen).Clear();
                if (_heads.Dropout > 0)
                {
                    float* masked = dropped + ((long)(step - from) * padded);
                    _heads.Drop<S, V>(head, step, weight, masked, seen);
                    new Span<float>(masked + seen, keys - seen).Clear();
                }
            }

            StridedProduct.Run<S, V>(dropped, 1, padded, dOutput, shape.Features, dValues, row, keys, shape.Size, rows, add: true);
            StridedProduct.Run<S, V>(dOutput, shape.Features, 1, valuesByFeature, padded, gradients, padded, rows, keys, shape.Size, add: false);
            for (int step = from; step < to; step++)
            {
                float* gradient = gradients + ((long)(step - from) * padded);
                int seen = _heads.Seen(step, length);
                if (_heads.Dropout > 0)
                {
                    _heads.Drop<S, V>(head, step, gradient, gradient, seen);
                }

                ScoreGradient<S, V>(weights + ((long)(step - from) * padded), gradient, seen, _heads.Scale);
                new Span<float>(gradient + seen, keys - seen).Clear();
            }

            StridedProduct.Run<S, V>(gradients, padded, 1, _heads.Keys(head), row, dQueries + ((long)from * row), row, rows, shape.Size, keys, add: false);
            StridedProduct.Run<S, V>(gradients, 1, padded, _heads.Queries(head) + ((long)from * row), row, dKeys, row, keys, shape.Size, rows, add: true);
        }

        /// <summary><c>gradient = weight ∘ (gradient − Σ weight ∘ gradient) · scale</c>, of one row.</summary>
        private static void ScoreGradient<S, V>(float* weight, float* gradient, int length, float scale)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V products = S.Zero;
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                products = S.MultiplyAdd(S.Load(weight + i), S.Load(gradient + i), products);
            }

            if (i < length)
            {
                products = S.MultiplyAdd(S.LoadFirst(weight + i, length - i), S.LoadFirst(gradient + i, length - i), products);
            }

            V sum = S.Broadcast(S.Sum(products)), by = S.Broadcast(scale);
            for (i = 0; i <= length - S.Width; i += S.Width)
            {
                S.Store(gradient + i, S.Multiply(S.Multiply(S.Load(weight + i), S.Subtract(S.Load(gradient + i), sum)), by));
            }

            if (i < length)
            {
                V last = S.Multiply(S.LoadFirst(weight + i, length - i), S.Subtract(S.LoadFirst(gradient + i, length - i), sum));
                S.StoreFirst(gradient + i, S.Multiply(last, by), length - i);
            }
        }

        /// <summary>Zeros the gradients of the head's queries, keys and values.</summary>
        private void Clear(int head)
        {
            AttentionShape shape = _heads.Shape;
            float* first = dProjected + _heads.Offset(head);
            for (int step = 0; step < shape.Steps; step++)
            {
                for (int which = 0; which < 3; which++)
                {
                    new Span<float>(first + ((long)step * _heads.Row) + (which * shape.Features), shape.Size).Clear();
                }
            }
        }
    }
}
