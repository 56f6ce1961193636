using Espalier.Generator.Support;

namespace Espalier.Generator.Tests.Support;

public class EquatableArrayTests
{
    [Fact]
    public void Equal_elements_make_equal_arrays()
    {
        EquatableArray<string> first = ["a", "b"];
        EquatableArray<string> second = new[] { "a", "b" }.ToEquatableArray();

        Assert.True(first == second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.True(first.Equals((object)second));
    }

    [Fact]
    public void Order_and_length_count()
    {
        EquatableArray<long> array = [1, 2];

        Assert.True(array != [2, 1]);
        Assert.True(array != [1, 2, 3]);
        Assert.True(array != []);
    }

    [Fact]
    public void The_default_is_empty()
    {
        EquatableArray<long> array = default;

        Assert.Equal(0, array.Length);
        Assert.True(array == []);
        Assert.Empty(array);
        Assert.Equal(EquatableArray<long>.Empty.GetHashCode(), array.GetHashCode());
        Assert.Equal("[]", array.ToString());
    }

    [Fact]
    public void Arrays_are_walked_in_order()
    {
        EquatableArray<long> array = [3, 1, 2];
        List<long> seen = [];
        foreach (long item in array)
        {
            seen.Add(item);
        }

        Assert.Equal([3, 1, 2], seen);
        Assert.Equal((3, 2), (array[0], array[2]));
    }
}
