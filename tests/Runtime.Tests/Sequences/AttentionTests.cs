using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Sequences;

public class AttentionTests
{
    /// <summary>Steps, heads, size of a head; blocks of rows, tiles and vectors with and without remainders.</summary>
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            TheoryData<int, int, int> shapes = new() { { 1, 1, 1 }, { 2, 3, 5 }, { 24, 2, 16 }, { 25, 1, 33 }, { 31, 2, 8 }, { 53, 1, 64 }, { 70, 3, 7 } };
            foreach (int size in Enumerable.Range(1, 40))
            {
                shapes.Add(7, 2, size);
            }

            foreach (int steps in Enumerable.Range(3, 38))
            {
                shapes.Add(steps, 1, 4);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_and_backward_are_the_definition(int steps, int heads, int size)
    {
        foreach ((bool causal, bool hasLengths, float dropout) in new[] { (false, false, 0f), (true, false, 0f), (false, true, 0f), (true, true, 0.3f) })
        {
            Run(new AttentionShape(steps, heads, size), causal, hasLengths, dropout);
        }
    }

    private static void Run(AttentionShape shape, bool causal, bool hasLengths, float dropout)
    {
        const int Count = 3;
        const ulong Key = 77;
        string what = $"{shape}, causal {causal}, lengths {hasLengths}, dropout {dropout}";
        Random random = new(shape.Steps + (100 * shape.Size));
        int features = shape.Features, rows = Count * shape.Steps;
        float[] lengths = hasLengths ? [shape.Steps, (shape.Steps + 1) / 2, 1] : [];
        using GuardedMemory projected = new([.. Check.Random(random, rows * 3 * features).Select(x => 2 * x)]);
        using GuardedMemory dContext = new(Check.Random(random, rows * features));
        double[] at = Kernel.Double(projected.Span);
        double[] expected = Definition(at, lengths, shape, causal, dropout, Key);

        float[]? statistics = null;
        float[] context = Kernel.Run(rows * features, (part, to) =>
        {
            float[] kept = statistics ?? new float[Count * shape.StatisticsLength];
            Attention.Forward(part, Count, projected.Span, to.Span, kept, lengths, shape, causal, dropout, Key);
            statistics = kept;
        });
        Kernel.Close(expected, context, 3e-6, what);

        float[] predicted = Kernel.Run(rows * features, (part, to) => Attention.Forward(part, Count, projected.Span, to.Span, default, lengths, shape, causal, dropout, Key));
        Check.SameBits(context, predicted, what + ": without statistics");

        float[] gradient = Kernel.Run(rows * 3 * features, (part, to) =>
            Attention.Backward(part, Count, projected.Span, statistics!, dContext.Span, to.Span, lengths, shape, causal, dropout, Key));

        // Central differences of a few numbers, and zeros where nothing counts.
        int step = Math.Max(1, at.Length / 40);
        for (int i = 0; i < at.Length; i += step)
        {
            double value = at[i];
            at[i] = value + 1e-5;
            double above = Kernel.Dot(dContext.Span, Definition(at, lengths, shape, causal, dropout, Key));
            at[i] = value - 1e-5;
            double below = Kernel.Dot(dContext.Span, Definition(at, lengths, shape, causal, dropout, Key));
            at[i] = value;
            double exact = (above - below) / 2e-5;
            Assert.True(Math.Abs(exact - gradient[i]) <= 1e-5 * Math.Max(1, Math.Abs(exact)), $"{what}: the gradient of {i} is {gradient[i]}, expected {exact}");
        }

        for (int sample = 0; sample < lengths.Length; sample++)
        {
            int start = ((sample * shape.Steps) + (int)lengths[sample]) * 3 * features, end = (sample + 1) * shape.Steps * 3 * features;
            Assert.DoesNotContain(gradient[start..end], value => value != 0);
        }
    }

    private static double[] Definition(double[] projected, float[] lengths, AttentionShape shape, bool causal, float dropout, ulong key)
    {
        int features = shape.Features, steps = shape.Steps, count = projected.Length / (steps * 3 * features);
        double[] context = new double[count * steps * features];
        for (int sample = 0; sample < count; sample++)
        {
            int length = lengths.Length == 0 ? steps : (int)lengths[sample];
            for (int head = 0; head < shape.Heads; head++)
            {
                for (int query = 0; query < length; query++)
                {
                    int seen = causal ? query + 1 : length;
                    double[] weights = [.. Enumerable.Range(0, seen).Select(other => Enumerable.Range(0, shape.Size).Sum(i => At(query, 0, i) * At(other, 1, i)) / Math.Sqrt(shape.Size))];
                    double greatest = weights.Max();
                    weights = [.. weights.Select(weight => Math.Exp(weight - greatest))];
                    double sum = weights.Sum();
                    bool[] dropped = Dropped((sample * shape.Heads) + head, query, seen);
                    for (int other = 0; other < seen; other++)
                    {
                        double weight = dropped[other] ? 0 : weights[other] / sum / (1 - dropout);
                        for (int i = 0; i < shape.Size; i++)
                        {
                            context[(((sample * steps) + query) * features) + (head * shape.Size) + i] += weight * At(other, 2, i);
                        }
                    }
                }

                double At(int step, int which, int i) => projected[(((sample * steps) + step) * 3 * features) + (which * features) + (head * shape.Size) + i];
            }
        }

        return context;

        // As dropout over the row of weights would draw it.
        bool[] Dropped(int head, int query, int seen)
        {
            float[] ones = new float[seen];
            Array.Fill(ones, 1f);
            if (dropout > 0)
            {
                Check.Team(1, part => Dropout.Forward(part, 1, ones, ones, seen, dropout, CounterRandom.Key(key, (ulong)((head * steps) + query))));
            }

            return Array.ConvertAll(ones, value => value == 0);
        }
    }
}
