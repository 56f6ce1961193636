using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Joining;

public class ZeroPadShortcutTests
{
    private const int Count = 3;

    /// <summary>Every number of channels at a stride, and every form of stride with some channels.</summary>
    public static IEnumerable<ZeroPadShape> Shapes =>
        Kernel.Lengths.Where(length => length <= 130).Select(channels => new ZeroPadShape(channels, 5, 4, (2 * channels) + 1, (channels + 1) / 2, 2, 2))
            .Concat(new[] { 1, 3, 16, 17 }.SelectMany(channels => new ZeroPadShape[]
            {
                new(channels, 4, 6, channels, 0, 1, 2),
                new(channels, 7, 5, channels + 3, 3, 3, 1),
                new(channels, 1, 1, channels + 16, 8, 1, 1),
                new(channels, 6, 9, channels + 1, 0, 5, 4),
            }));

    [Fact]
    public void Forward_is_the_reference()
    {
        Random random = new(1);
        foreach (ZeroPadShape shape in Shapes)
        {
            using GuardedMemory input = new(Check.Random(random, Count * shape.InputLength));
            float[] expected = new float[Count * shape.OutputLength];
            ForEach(shape, (from, to) => expected[to] = input.Span[from]);

            Assert.Equal(expected, Kernel.Run(expected.Length, (part, to) => ZeroPadShortcut.Forward(part, Count, input.Span, to.Span, shape)));
        }
    }

    [Fact]
    public void Backward_is_the_reference()
    {
        Random random = new(2);
        foreach (ZeroPadShape shape in Shapes)
        {
            using GuardedMemory dOutput = new(Check.Random(random, Count * shape.OutputLength));
            float[] before = Check.Random(random, Count * shape.InputLength);
            float[] expected = new float[before.Length], added = [.. before];
            ForEach(shape, (from, to) =>
            {
                expected[from] = dOutput.Span[to];
                added[from] += dOutput.Span[to];
            });

            Assert.Equal(expected, Kernel.Run(before.Length, (part, to) => ZeroPadShortcut.Backward(part, Count, dOutput.Span, to.Span, shape)));
            Assert.Equal(added, Kernel.Run(before, (part, to) => ZeroPadShortcut.Backward(part, Count, dOutput.Span, to.Span, shape, accumulate: true)));
        }
    }

    /// <summary>The index of each input that is taken, and of the output that it becomes.</summary>
    private static void ForEach(ZeroPadShape shape, Action<int, int> action)
    {
        for (int n = 0; n < Count; n++)
        for (int y = 0; y < shape.Height; y += shape.StrideY)
        for (int x = 0; x < shape.Width; x += shape.StrideX)
        for (int c = 0; c < shape.Channels; c++)
        {
            int from = ((((n * shape.Height) + y) * shape.Width) + x) * shape.Channels + c;
            int to = ((((n * shape.OutputHeight) + (y / shape.StrideY)) * shape.OutputWidth) + (x / shape.StrideX)) * shape.OutputChannels + shape.Before + c;
            action(from, to);
        }
    }
}
