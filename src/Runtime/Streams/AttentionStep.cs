using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>
/// One step of causal self-attention, for streams. The keys and values of the last steps stay in rings of as many places as a
/// sequence has steps: keys feature by feature, so that a query meets a vector of them at a time, values step by step. Their
/// order does not matter to attention, so that nothing ever moves. A step costs what it looks at.
/// </summary>
public static unsafe class AttentionStep
{
    /// <summary>
    /// Keeps the key and the value of the step in place of the oldest, and gives the context of its query:
    /// <c>softmax(q · Kᵀ / √size) · V</c> for each head, over the steps that are kept.
    /// </summary>
    /// <param name="position">The steps made before this one.</param>
    /// <param name="projected">Query, key and value of the step: 3 · heads · size floats.</param>
    /// <param name="keys">The ring of keys: heads · size rows of <paramref name="steps"/> floats, up to the next multiple of 16.</param>
    /// <param name="values">The ring of values: <paramref name="steps"/> rows of heads · size floats.</param>
    /// <param name="kept">One float: how many steps are kept before this one; counted up.</param>
    /// <param name="scores">For use by the kernel: as many floats as a row of <paramref name="keys"/>.</param>
    /// <param name="context">Overwritten: heads · size floats.</param>
    /// <param name="steps">The most steps that are kept, this one included.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="size">Floats of a query, key or value of one head.</param>
    public static void Forward(
        long position, ReadOnlySpan<float> projected, Span<float> keys, Span<float> values, Span<float> kept, Span<float> scores, Span<float> context, int steps, int heads, int size)
    {
        int features = heads * size, padded = (steps + 15) & ~15, place = (int)((ulong)position % (uint)steps);
        Debug.Assert(projected.Length >= 3 * features && context.Length >= features, "The spans hold a step.");
        Debug.Assert(keys.Length >= features * padded && values.Length >= steps * features && scores.Length >= padded, "The spans hold the rings.");

        // Whatever state was restored, it stays inside the rings.
        int seen = Math.Clamp((int)kept[0], 0, steps - 1) + 1;
        kept[0] = seen;
        Span<float> value = values.Slice(place * features, features);
        StateRow.Write(projected.Slice(2 * features, features), value, value);
        fixed (float* row = projected, k = keys, v = values, weights = scores, result = context)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Run<Simd512, Vector512<float>>(row, k, v, weights, result, place, seen, padded, heads, size);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Run<Simd256, Vector256<float>>(row, k, v, weights, result, place, seen, padded, heads, size);
            }
            else
            {
                Run<Simd128, Vector128<float>>(row, k, v, weights, result, place, seen, padded, heads, size);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<S, V>(float* projected, float* keys, float* values, float* weights, float* context, int place, int seen, int padded, int heads, int size)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int features = heads * size;
        float* key = projected + features;
        for (int i = 0; i < features; i++)
        {
            keys[((nint)i * padded) + place] = MathF.Abs(key[i]) < StateRow.Least ? 0 : key[i];
        }

        float scale = 1f / MathF.Sqrt(size);
        for (int head = 0; head < heads; head++, projected += size, keys += (nint)size * padded, values += size, context += size)
        {
            Scores<S, V>(projected, keys, weights, seen, padded, size);
            float inverse = 1f / Exponentials<S, V>(weights, seen, scale);
            Context<S, V>(weights, values, context, inverse, seen, features, size);
        }
    }

    /// <summary><c>scores[step] = query · key[step]</c>, up to the next whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scores<S, V>(float* query, float* keys, float* scores, int seen, int padded, int size)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int n = 0;
        for (; n <= seen - (4 * S.Width); n += 4 * S.Width)
        {
            V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0;
            float* row = keys + n;
            for (int i = 0; i < size; i++, row += padded)
            {
                V x = S.Broadcast(query[i]);
                s0 = S.MultiplyAdd(x, S.Load(row), s0);
                s1 = S.MultiplyAdd(x, S.Load(row + S.Width), s1);
                s2 = S.MultiplyAdd(x, S.Load(row + (2 * S.Width)), s2);
                s3 = S.MultiplyAdd(x, S.Load(row + (3 * S.Width)), s3);
            }

            S.Store(scores + n, s0);
            S.Store(scores + n + S.Width, s1);
            S.Store(scores + n + (2 * S.Width), s2);
            S.Store(scores + n + (3 * S.Width), s3);
        }

        // Rows are as long as whole vectors.
        for (; n < seen; n += S.Width)
        {
            V sum = S.Zero;
            float* row = keys + n;
            for (int i = 0; i < size; i++, row += padded)
            {
                sum = S.MultiplyAdd(S.Broadcast(query[i]), S.Load(row), sum);
            }

            S.Store(scores + n, sum);
        }
    }

    /// <summary><c>row = e^(scale · (row − its greatest))</c>.</summary>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponentials<S, V>(float* row, int length, float scale)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V none = S.Broadcast(float.NegativeInfinity), greatest = none;
        int whole = length & -S.Width;
        V last = S.FirstLanes(length - whole);
        for (int i = 0; i < whole; i += S.Width)
        {
            greatest = S.Max(greatest, S.Load(row + i));
        }

        if (whole < length)
        {
            greatest = S.Max(greatest, S.Select(last, S.Load(row + whole), none));
        }

        V by = S.Broadcast(scale), shift = S.Broadcast(-scale * S.MaxAcross(greatest)), sum = S.Zero;
        for (int i = 0; i < whole; i += S.Width)
        {
            V weight = VectorMath.Exp<S, V>(S.MultiplyAdd(S.Load(row + i), by, shift));
            S.Store(row + i, weight);
            sum = S.Add(sum, weight);
        }

        if (whole < length)
        {
            V weight = S.And(last, VectorMath.Exp<S, V>(S.MultiplyAdd(S.Load(row + whole), by, shift)));
            S.Store(row + whole, weight);
            sum = S.Add(sum, weight);
        }

        return S.Sum(sum);
    }

    /// <summary><c>context = factor · Σ weight[step] · value[step]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Context<S, V>(float* weights, float* values, float* context, float factor, int seen, int features, int size)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int d = 0;
        for (; d <= size - S.Width; d += S.Width)
        {
            // Four sums at once: one alone would wait for itself.
            V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0;
            float* row = values + d;
            int step = 0;
            for (; step <= seen - 4; step += 4, row += 4 * (nint)features)
            {
                s0 = S.MultiplyAdd(S.Broadcast(weights[step]), S.Load(row), s0);
                s1 = S.MultiplyAdd(S.Broadcast(weights[step + 1]), S.Load(row + features), s1);
                s2 = S.MultiplyAdd(S.Broadcast(weights[step + 2]), S.Load(row + (2 * (nint)features)), s2);
                s3 = S.MultiplyAdd(S.Broadcast(weights[step + 3]), S.Load(row + (3 * (nint)features)), s3);
            }

            for (; step < seen; step++, row += features)
            {
                s0 = S.MultiplyAdd(S.Broadcast(weights[step]), S.Load(row), s0);
            }

            S.Store(context + d, S.Multiply(S.Add(S.Add(s0, s1), S.Add(s2, s3)), S.Broadcast(factor)));
        }

        if (d < size)
        {
            V lanes = S.FirstLanes(size - d), s0 = S.Zero, s1 = s0;
            float* row = values + d;
            int step = 0;
            for (; step <= seen - 2; step += 2, row += 2 * (nint)features)
            {
                s0 = S.MultiplyAdd(S.Broadcast(weights[step]), S.LoadMasked(row, lanes), s0);
                s1 = S.MultiplyAdd(S.Broadcast(weights[step + 1]), S.LoadMasked(row + features, lanes), s1);
            }

            if (step < seen)
            {
                s0 = S.MultiplyAdd(S.Broadcast(weights[step]), S.LoadMasked(row, lanes), s0);
            }

            S.StoreMasked(context + d, S.Multiply(S.Add(s0, s1), S.Broadcast(factor)), lanes);
        }
    }
}
