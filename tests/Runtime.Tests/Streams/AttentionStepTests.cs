using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Streams;

/// <summary>Attention one step at a time, against the equations in double precision and against the kernel of whole sequences.</summary>
public sealed class AttentionStepTests
{
    [Fact]
    public void EqualsTheEquationsForEveryNumberOfSteps()
    {
        for (int steps = 1; steps <= 70; steps++)
        {
            Compare(steps, heads: (steps % 3) + 1, size: (steps * 7 % 20) + 1);
        }
    }

    [Fact]
    public void EqualsTheEquationsForEverySizeOfAHead()
    {
        for (int size = 1; size <= 70; size++)
        {
            Compare((size * 5 % 37) + 1, heads: (size % 2) + 1, size);
        }
    }

    [Theory]
    [InlineData(50, 4, 8)]
    [InlineData(33, 3, 5)]
    [InlineData(64, 2, 32)]
    public void EqualsTheSequence(int steps, int heads, int size)
    {
        var shape = new AttentionShape(steps, heads, size);
        using var stream = new Stream(steps, heads, size);
        float[] projected = Check.Random(new Random(3), steps * 3 * shape.Features), expected = new float[steps * shape.Features];
        Check.Team(1, part => Attention.Forward(part, 1, projected, expected, default, default, shape, causal: true), shape.ForwardScratch);
        for (int step = 0; step < steps; step++)
        {
            AssertClose(expected.AsSpan(step * shape.Features, shape.Features), stream.Step(projected.AsSpan(step * 3 * shape.Features, 3 * shape.Features)));
        }
    }

    [Fact]
    public void KeepsNoNumberThatIsNearlyZero()
    {
        using var stream = new Stream(4, 1, 2);
        stream.Step([1, 1, 1e-31f, -1e-31f, 1.1e-30f, -0.9e-30f]);
        Assert.Equal([1.1e-30f], stream.Keys.ToArray().Concat(stream.Values.ToArray()).Where(value => value != 0));
    }

    [Fact]
    public void StaysInsideItsRingsWhateverIsKept()
    {
        foreach (float kept in new[] { float.NaN, float.PositiveInfinity, -5, 1e9f })
        {
            using var stream = new Stream(5, 2, 3);
            stream.Kept = kept;
            Assert.All(stream.Step(Check.Random(new Random(1), 18)).ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.InRange(stream.Kept, 1, 5);
        }
    }

    /// <summary>Three times as many steps as are kept, each against the plain sums over those that are.</summary>
    private static void Compare(int steps, int heads, int size)
    {
        int features = heads * size, all = 3 * steps;
        using var stream = new Stream(steps, heads, size);
        float[] projected = Check.Random(new Random(steps + (100 * size)), all * 3 * features);
        for (int step = 0; step < all; step++)
        {
            int first = Math.Max(0, step - steps + 1);
            float[] expected = new float[features];
            for (int head = 0; head < heads; head++)
            {
                double[] weights = [.. Enumerable.Range(first, step - first + 1).Select(other => Math.Exp(Dot(step, other, head) / Math.Sqrt(size)))];
                double total = weights.Sum();
                for (int i = 0; i < size; i++)
                {
                    expected[(head * size) + i] = (float)weights.Select((weight, k) => weight / total * At(first + k, 2, head, i)).Sum();
                }
            }

            AssertClose(expected, stream.Step(projected.AsSpan(step * 3 * features, 3 * features)));
        }

        double Dot(int query, int key, int head) => Enumerable.Range(0, size).Sum(i => (double)At(query, 0, head, i) * At(key, 1, head, i));

        float At(int step, int part, int head, int i) => projected[(((step * 3) + part) * features) + (head * size) + i];
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= 2e-6f, $"Value {i} is {actual[i]}, not {expected[i]}.");
        }
    }

    /// <summary>The memory of one layer, with nothing behind what the kernel may touch.</summary>
    private sealed class Stream(int steps, int heads, int size) : IDisposable
    {
        private readonly GuardedMemory _keys = new(new float[heads * size * ((steps + 15) & ~15)]);
        private readonly GuardedMemory _values = new(new float[steps * heads * size]);
        private readonly GuardedMemory _kept = new(new float[1]);
        private readonly GuardedMemory _scores = new((steps + 15) & ~15);
        private readonly GuardedMemory _context = new(heads * size);
        private long _position;

        public Span<float> Keys => _keys.Span;

        public Span<float> Values => _values.Span;

        public ref float Kept => ref _kept.Span[0];

        public ReadOnlySpan<float> Step(ReadOnlySpan<float> projected)
        {
            using var given = new GuardedMemory(projected);
            AttentionStep.Forward(_position++, given.Span, Keys, Values, _kept.Span, _scores.Span, _context.Span, steps, heads, size);
            return _context.Span;
        }

        public void Dispose()
        {
            _keys.Dispose();
            _values.Dispose();
            _kept.Dispose();
            _scores.Dispose();
            _context.Dispose();
        }
    }
}
