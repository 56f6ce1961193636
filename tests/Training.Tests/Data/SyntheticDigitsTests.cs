namespace Espalier.Training.Tests.Data;

public sealed class SyntheticDigitsTests
{
    [Fact]
    public void The_same_seed_draws_the_same_digits()
    {
        ImageDataset first = SyntheticDigits.Draw(600, 3);
        ImageDataset again = SyntheticDigits.Draw(600, 3);
        ImageDataset other = SyntheticDigits.Draw(600, 4);
        Assert.True(Enumerable.Range(0, 600).All(i => first.Label(i) == again.Label(i) && first.Pixels(i).SequenceEqual(again.Pixels(i))));
        Assert.DoesNotContain(Enumerable.Range(0, 600), i => first.Pixels(i).SequenceEqual(other.Pixels(i)));
    }

    [Fact]
    public void Classes_are_equally_frequent_and_mixed()
    {
        ImageDataset digits = SyntheticDigits.Draw(1000, 1);
        Assert.All(Enumerable.Range(0, 1000).CountBy(digits.Label), pair => Assert.Equal(100, pair.Value));
        Assert.True(Enumerable.Range(0, 50).Select(digits.Label).Distinct().Count() > 7);
    }

    [Fact]
    public void No_two_digits_are_alike()
    {
        ImageDataset digits = SyntheticDigits.Draw(2000, 1);
        Assert.Equal(2000, Enumerable.Range(0, 2000).Select(i => Convert.ToBase64String(digits.Pixels(i))).Distinct().Count());
    }

    [Fact]
    public void Every_digit_has_ink_inside_and_paper_at_the_edge()
    {
        ImageDataset digits = SyntheticDigits.Draw(1000, 2);
        double edge = 0;
        for (int i = 0; i < digits.Count; i++)
        {
            byte[] pixels = digits.Pixels(i).ToArray();
            Assert.InRange(pixels.Average(pixel => pixel), 5, 110);
            Assert.InRange(pixels.Max(), 100, 255);
            edge += pixels.Take(28).Concat(pixels.Skip(27 * 28)).Average(pixel => pixel);
        }

        Assert.InRange(edge / digits.Count, 0, 6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Impossible_numbers_are_refused(int count) =>
        Assert.Contains(count.ToString(), Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Draw(count)).Message);
}
