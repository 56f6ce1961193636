using Xunit;

namespace Espalier.Runtime.Tests.Storage;

public sealed class TensorLayoutTests
{
    public static TheoryData<int, int, int[], int[]> Panels => new()
    {
        { 2, 1, [3], [1] },                                // dense
        { 16, 1, [5], [1] },
        { 17, 1, [5], [1] },
        { 33, 1, [7], [1] },
        { 10, 1, [3, 4, 5], [1, 15, 3] },                  // dense after an image
        { 30, 1, [2, 5, 5], [1, 10, 2] },                  // convolution
        { 6, 2, [4, 3, 1], [1, 4, 4] },                    // groups
        { 68, 2, [3, 3, 2], [1, 6, 3] },                   // groups of more than a panel
        { 9, 1, [1, 3, 3], [0, 3, 1] },                    // depthwise
        { 1, 1, [1], [1] },
    };

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(1, 2, 3)]
    [InlineData(17, 1, 1)]
    public void An_image_lies_with_the_channels_of_a_pixel_side_by_side(int channels, int height, int width)
    {
        TensorLayout layout = TensorLayout.ChannelsLast(channels, height, width);
        Assert.Equal((channels * height * width, channels * height * width), (layout.Count, layout.Length));
        float[] values = [.. Enumerable.Range(1, layout.Count).Select(i => (float)i)], block = new float[layout.Length], back = new float[layout.Count];
        layout.FromPublic(values, block);
        layout.ToPublic(block, back);
        Assert.Equal(values, back);
        for (int i = 0; i < values.Length; i++)
        {
            int inside = (i % (height * width) * channels) + (i / (height * width));
            Assert.Equal(inside, layout.Offset(i));
            Assert.Equal(values[i], block[inside]);
        }
    }

    [Theory]
    [MemberData(nameof(Panels))]
    public void Every_value_has_the_place_that_the_kernels_expect(int outputs, int groups, int[] dims, int[] steps)
    {
        TensorLayout layout = TensorLayout.Panels(outputs, groups, dims, steps);
        int inner = dims.Aggregate(1, (product, size) => product * size);
        int perGroup = outputs / groups;
        int width = perGroup <= 16 ? 16 : 32;
        int panels = (perGroup + width - 1) / width;
        Assert.Equal(outputs * inner, layout.Count);
        Assert.Equal(groups * panels * width * inner, layout.Length);
        var values = new float[layout.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i + 1;
        }

        var block = new float[layout.Length];
        layout.FromPublic(values, block);
        var seen = new HashSet<int>();
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                int k = 0, rest = i;
                for (int d = dims.Length - 1; d >= 0; d--)
                {
                    k += rest % dims[d] * steps[d];
                    rest /= dims[d];
                }

                int inGroup = o % perGroup;
                int offset = ((o / perGroup * panels + inGroup / width) * inner + k) * width + inGroup % width;
                Assert.Equal(offset, layout.Offset(o * inner + i));
                Assert.Equal(values[o * inner + i], block[offset]);
                Assert.True(seen.Add(offset));
            }
        }

        Assert.Equal(layout.Length - layout.Count, block.Count(value => value == 0));
        var back = new float[layout.Count];
        layout.ToPublic(block, back);
        Assert.Equal(values, back);
    }

    [Fact]
    public void A_vector_is_itself()
    {
        TensorLayout layout = TensorLayout.Vector(5);
        Assert.Equal(5, layout.Length);
        Assert.Equal(4, layout.Offset(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorLayout.Vector(0));
    }

    [Theory]
    [InlineData(4, 3, new[] { 2 }, new[] { 1 })]
    [InlineData(4, 1, new[] { 2, 3 }, new[] { 1 })]
    [InlineData(4, 1, new[] { 2, 3 }, new[] { 1, 1 })]
    [InlineData(4, 1, new[] { 2, 3 }, new[] { 3, 2 })]
    [InlineData(4, 1, new[] { 2, 0 }, new[] { 1, 2 })]
    [InlineData(0, 1, new[] { 2 }, new[] { 1 })]
    [InlineData(4, 0, new[] { 2 }, new[] { 1 })]
    [InlineData(4, 1, new int[0], new int[0])]
    public void Layouts_that_lose_values_are_refused(int outputs, int groups, int[] dims, int[] steps)
        => Assert.ThrowsAny<ArgumentException>(() => TensorLayout.Panels(outputs, groups, dims, steps));
}
