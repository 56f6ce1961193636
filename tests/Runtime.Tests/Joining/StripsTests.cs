using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Joining;

/// <summary>Pieces of tensors at their places, against an index computed value by value.</summary>
public class StripsTests
{
    private const int Count = 2;

    public static TheoryData<int, int, int, int> Places => new()
    {
        // Strips, gap between them, offset, rest behind the last.
        { 1, 0, 0, 0 }, { 1, 0, 3, 2 }, { 4, 0, 0, 0 }, { 4, 5, 2, 0 }, { 3, 1, 0, 17 }, { 7, 16, 9, 30 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Strips_go_to_their_places_and_back(int strips, int gap, int offset, int rest)
    {
        Random random = new(1);
        foreach (int length in Kernel.Lengths)
        {
            int stride = length + gap, total = offset + ((strips - 1) * stride) + length + rest;
            StripShape shape = new(strips, length, stride, offset, total);
            using GuardedMemory small = new(Check.Random(random, Count * strips * length));
            using GuardedMemory large = new(Check.Random(random, Count * total));
            int[] places = [.. Enumerable.Range(0, small.Span.Length).Select(i => (i / (strips * length) * total) + offset + (i / length % strips * stride) + (i % length))];
            string what = $"{strips} strips of {length}";

            float[] put = large.Span.ToArray(), added = large.Span.ToArray(), around = Enumerable.Repeat(1.5f, Count * total).ToArray();
            float[] taken = new float[small.Span.Length], gathered = small.Span.ToArray();
            for (int i = 0; i < places.Length; i++)
            {
                put[places[i]] = around[places[i]] = small.Span[i];
                added[places[i]] += small.Span[i];
                taken[i] = large.Span[places[i]];
                gathered[i] += large.Span[places[i]];
            }

            Check.SameBits(put, Kernel.Run(large.Span, (part, to) => Strips.Put(part, Count, small.Span, to.Span, shape)), what + ": put");
            Check.SameBits(added, Kernel.Run(large.Span, (part, to) => Strips.Put(part, Count, small.Span, to.Span, shape, accumulate: true)), what + ": added");
            Check.SameBits(around, Kernel.Run(Count * total, (part, to) => Strips.Surround(part, Count, small.Span, to.Span, shape, 1.5f)), what + ": surrounded");
            Check.SameBits(taken, Kernel.Run(taken.Length, (part, to) => Strips.Take(part, Count, large.Span, to.Span, shape)), what + ": taken");
            Check.SameBits(gathered, Kernel.Run(small.Span, (part, to) => Strips.Take(part, Count, large.Span, to.Span, shape, accumulate: true)), what + ": gathered");
        }
    }
}
