using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Streams;

/// <summary>Positions one step at a time, against plain additions.</summary>
public sealed class PositionsStepTests
{
    [Fact]
    public void AddsTheRowOfTheStepForEveryNumberOfFeatures()
    {
        const int Steps = 3;
        Random random = new(2);
        for (int features = 1; features <= 70; features++)
        {
            using GuardedMemory input = new(Check.Random(random, features)), table = new(Check.Random(random, Steps * features)), output = new(features);
            for (int step = 0; step < Steps; step++)
            {
                float[] expected = [.. Enumerable.Range(0, features).Select(i => input.Span[i] + table.Span[(step * features) + i])];
                output.Span.Fill(float.NaN);
                PositionsStep.Forward(step, input.Span, table.Span, output.Span, features);
                Check.SameBits(expected, output.Span, $"{features} features, step {step}");
                float[] place = input.Span.ToArray();
                PositionsStep.Forward(step, place, table.Span, place, features);
                Check.SameBits(expected, place, $"{features} features in place, step {step}");
            }
        }
    }
}
