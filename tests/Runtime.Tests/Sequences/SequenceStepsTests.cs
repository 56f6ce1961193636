using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Sequences;

public class SequenceStepsTests
{
    private const int Count = 4;

    private static readonly float[] Lengths = [3, 1, 5, 2];

    public static TheoryData<bool> WithLengths => [true, false];

    [Theory]
    [MemberData(nameof(WithLengths))]
    public void One_step_of_many(bool hasLengths)
    {
        Random random = new(1);
        float[] lengths = hasLengths ? Lengths : [];
        foreach (int features in Kernel.Lengths.Where(length => length < 300))
        {
            StepsShape shape = new(5, features);
            using GuardedMemory input = new(Check.Random(random, Count * 5 * features)), dOutput = new(Check.Random(random, Count * features));
            float[] before = Check.Random(random, Count * 5 * features);

            float[] last = Kernel.Run(Count * features, (part, to) => SequenceSteps.ForwardLast(part, Count, input.Span, to.Span, lengths, shape));
            Kernel.Close(Forward((sample, step) => step == Length(sample) - 1 ? 1 : 0), last, 0, $"last of {features}");
            float[] mean = Kernel.Run(Count * features, (part, to) => SequenceSteps.ForwardMean(part, Count, input.Span, to.Span, lengths, shape));
            Kernel.Close(Forward((sample, step) => step < Length(sample) ? 1.0 / Length(sample) : 0), mean, 1e-6, $"mean of {features}");

            foreach (bool accumulate in (ReadOnlySpan<bool>)[false, true])
            {
                float[] initial = accumulate ? before : Array.ConvertAll(before, _ => float.NaN);
                float[] dLast = Kernel.Run(initial, (part, to) => SequenceSteps.BackwardLast(part, Count, dOutput.Span, to.Span, lengths, shape, accumulate));
                Kernel.Close(Backward((sample, step) => step == Length(sample) - 1 ? 1 : 0, accumulate), dLast, 1e-6, $"gradient of the last of {features}");
                float[] dMean = Kernel.Run(initial, (part, to) => SequenceSteps.BackwardMean(part, Count, dOutput.Span, to.Span, lengths, shape, accumulate));
                Kernel.Close(Backward((sample, step) => step < Length(sample) ? 1.0 / Length(sample) : 0, accumulate), dMean, 1e-6, $"gradient of the mean of {features}");
            }

            int Length(int sample) => hasLengths ? (int)Lengths[sample] : 5;

            double[] Forward(Func<int, int, double> weight) =>
                [.. Enumerable.Range(0, Count * features).Select(i => Enumerable.Range(0, 5).Sum(step => weight(i / features, step) * input.Span[(((i / features * 5) + step) * features) + (i % features)]))];

            double[] Backward(Func<int, int, double> weight, bool accumulate) =>
            [
                .. Enumerable.Range(0, Count * 5 * features).Select(i =>
                    (accumulate ? before[i] : 0) + (weight(i / (5 * features), i / features % 5) * dOutput.Span[(i / (5 * features) * features) + (i % features)])),
            ];
        }
    }

    [Fact]
    public void One_vector_as_every_step()
    {
        Random random = new(2);
        foreach (int features in Kernel.Lengths.Where(length => length < 300))
        {
            StepsShape shape = new(5, features);
            using GuardedMemory input = new(Check.Random(random, Count * features)), dOutput = new(Check.Random(random, Count * 5 * features));
            float[] output = Kernel.Run(Count * 5 * features, (part, to) => SequenceSteps.ForwardRepeat(part, Count, input.Span, to.Span, shape));
            for (int row = 0; row < Count * 5; row++)
            {
                Check.SameBits(input.Span.Slice(row / 5 * features, features), output.AsSpan(row * features, features), $"row {row} of {features}");
            }

            double[] expected = [.. Enumerable.Range(0, Count * features).Select(i => Enumerable.Range(0, 5).Sum(step => (double)dOutput.Span[(((i / features * 5) + step) * features) + (i % features)]))];
            float[] dInput = Kernel.Run(Count * features, (part, to) => SequenceSteps.BackwardRepeat(part, Count, dOutput.Span, to.Span, shape));
            Kernel.Close(expected, dInput, 1e-6, $"gradient of {features}");
            float[] before = Check.Random(random, Count * features);
            float[] added = Kernel.Run(before, (part, to) => SequenceSteps.BackwardRepeat(part, Count, dOutput.Span, to.Span, shape, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-6, $"gradient of {features}, added");
        }
    }

    [Fact]
    public void Steps_beyond_a_length_become_a_number()
    {
        Random random = new(4);
        foreach (int features in Kernel.Lengths.Where(length => length < 300))
        {
            StepsShape shape = new(5, features);
            int length = Count * 5 * features;
            using GuardedMemory input = new(Check.Random(random, length)), dOutput = new(Check.Random(random, length));
            float[] output = Kernel.Run(length, (part, to) => SequenceSteps.ForwardCounted(part, Count, input.Span, to.Span, Lengths, shape, beyond: -7));
            Kernel.Close([.. Enumerable.Range(0, length).Select(i => Counts(i) ? input.Span[i] : -7.0)], output, 0, $"{features}");
            float[] inPlace = Kernel.Run(input.Span.ToArray(), (part, to) => SequenceSteps.ForwardCounted(part, Count, to.Span, to.Span, Lengths, shape, beyond: -7));
            Check.SameBits(output, inPlace, $"{features}, in place");

            float[] gradient = Kernel.Run(length, (part, to) => SequenceSteps.BackwardCounted(part, Count, dOutput.Span, to.Span, Lengths, shape));
            Kernel.Close([.. Enumerable.Range(0, length).Select(i => Counts(i) ? dOutput.Span[i] : 0.0)], gradient, 0, $"gradient of {features}");
            float[] before = Check.Random(random, length);
            float[] added = Kernel.Run(before, (part, to) => SequenceSteps.BackwardCounted(part, Count, dOutput.Span, to.Span, Lengths, shape, accumulate: true));
            Kernel.Close([.. before.Select((value, i) => value + (Counts(i) ? (double)dOutput.Span[i] : 0))], added, 1e-6, $"gradient of {features}, added");

            bool Counts(int i) => i / features % 5 < Lengths[i / features / 5];
        }
    }

    [Fact]
    public void A_table_is_added_to_every_sample()
    {
        Random random = new(3);
        foreach (int features in Kernel.Lengths)
        {
            StepsShape shape = new(3, features);
            int length = 3 * features;
            using GuardedMemory input = new(Check.Random(random, Count * length)), table = new(Check.Random(random, length)), dOutput = new(Check.Random(random, Count * length));
            float[] output = Kernel.Run(Count * length, (part, to) => Positions.Forward(part, Count, input.Span, table.Span, to.Span, shape));
            Kernel.Close([.. Enumerable.Range(0, Count * length).Select(i => (double)input.Span[i] + table.Span[i % length])], output, 1e-6, $"{features}");
            float[] before = Check.Random(random, length);
            float[] gradient = Kernel.Run(before, (part, to) => Positions.BackwardTable(part, Count, dOutput.Span, to.Span, shape));
            Kernel.Close([.. Enumerable.Range(0, length).Select(i => before[i] + Enumerable.Range(0, Count).Sum(sample => (double)dOutput.Span[(sample * length) + i]))], gradient, 1e-6, $"gradient of {features}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(1, 6)]
    [InlineData(40, 7)]
    public void Sinusoids_are_the_papers(int steps, int features)
    {
        StepsShape shape = new(steps, features);
        double[] expected =
        [
            .. Enumerable.Range(0, steps * features).Select(i =>
            {
                double angle = i / features / Math.Pow(10000, 2.0 * (i % features / 2) / features);
                return i % features % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }),
        ];
        float[] table = new float[steps * features];
        Positions.FillSinusoids(table, shape);
        Kernel.Close(expected, table, 1e-7, "at once");
        float[] byWorkers = Kernel.Run(new float[table.Length], (part, to) =>
        {
            Positions.FillSinusoids(part, to.Span, shape);
            Positions.FillSinusoids(part, to.Span, shape);
        });
        Check.SameBits(table, byWorkers, "by workers");
    }
}
