namespace Espalier.Training.Tests.Data;

public sealed class TextTests
{
    [Fact]
    public void Characters_become_numbers_in_the_order_of_their_code_points()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.Of("hello, 😀 world");
        Assert.Equal(" ,dehlorw😀", vocabulary.Characters);
        Assert.Equal([4, 3, 5, 5, 6], vocabulary.Encode("hello"));
        Assert.Equal("world 😀", vocabulary.Decode(vocabulary.Encode("world 😀")));
        Assert.Contains("Character 2 of the text is 'y' (U+0079)", Assert.Throws<ArgumentException>(() => vocabulary.Encode("hey")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([10]));
        Assert.Throws<ArgumentException>(() => CharacterVocabulary.Of(""));
    }

    [Fact]
    public void A_vocabulary_is_saved_and_read_again()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "characters.txt");
        CharacterVocabulary.Of("to be\r\nor not").Save(path);
        Assert.Equal("\n\r benort", CharacterVocabulary.Load(path).Characters);
        File.WriteAllText(path, "ba");
        Assert.Contains("characters.txt", Assert.Throws<InvalidDataException>(() => CharacterVocabulary.Load(path)).Message);
    }

    [Theory]
    [InlineData(10, 3, null, 3)]
    [InlineData(9, 3, null, 2)]
    [InlineData(10, 3, 1, 7)]
    [InlineData(4, 3, null, 1)]
    public void Windows_hold_tokens_and_the_tokens_after_them(int tokens, int steps, int? stride, int count)
    {
        var windows = new TokenWindows([.. Enumerable.Range(0, tokens)], steps, stride);
        Assert.Equal(count, windows.Count);
        int last = (count - 1) * (stride ?? steps);
        Assert.Equal(Enumerable.Range(last, steps), windows.Inputs(count - 1).ToArray());
        Assert.Equal(Enumerable.Range(last + 1, steps), windows.Targets(count - 1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => windows.Inputs(count).Length);
    }

    [Fact]
    public void Too_few_tokens_are_refused()
    {
        Assert.Contains("need 4", Assert.Throws<ArgumentException>(() => new TokenWindows([1, 2, 3], 3)).Message);
        Assert.Equal((9, 1), TokenWindows.Split([.. Enumerable.Range(0, 10)]) is var (a, b) ? (a.Length, b.Length) : default);
    }
}
