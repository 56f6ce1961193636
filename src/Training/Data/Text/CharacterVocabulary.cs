using System.Text;

namespace Espalier.Training;

/// <summary>The characters of a text, numbered in the order of their code points: the tokens of a network that reads characters.</summary>
public sealed class CharacterVocabulary
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _numbers = [];

    private CharacterVocabulary(Rune[] characters)
    {
        _characters = characters;
        for (int i = 0; i < characters.Length; i++)
        {
            _numbers.Add(characters[i], i);
        }
    }

    /// <summary>The number of different characters.</summary>
    public int Count => _characters.Length;

    /// <summary>The characters, each at its number.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>The characters that occur in a text.</summary>
    /// <param name="text">The training text, not empty.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static CharacterVocabulary Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new CharacterVocabulary([.. text.EnumerateRunes().Distinct().Order()]);
    }

    /// <summary>A text as numbers, one per character.</summary>
    /// <param name="text">A text of characters that the vocabulary has.</param>
    /// <exception cref="ArgumentException">A character is not in the vocabulary; the message says which and where.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] tokens = new int[text.Length];
        int count = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            tokens[count] = _numbers.TryGetValue(character, out int number)
                ? number
                : throw new ArgumentException($"Character {count} of the text is '{character}' (U+{character.Value:X4}), which the vocabulary of {Count} characters does not have.", nameof(text));
            count++;
        }

        return tokens[..count];
    }

    /// <summary>Numbers as text.</summary>
    /// <param name="tokens">Numbers of characters, 0 … Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number stands for no character.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"There is no token {token}; the vocabulary has 0 … {Count - 1}.");
            }

            text.Append(_characters[token]);
        }

        return text.ToString();
    }

    /// <summary>Saves the characters as text; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Characters)));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is empty, or its characters are not in order.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CharacterVocabulary Load(string path)
    {
        Rune[] characters = [.. File.ReadAllText(path).EnumerateRunes()];
        for (int i = 1; i < characters.Length; i++)
        {
            if (characters[i] <= characters[i - 1])
            {
                throw new InvalidDataException($"{path}: character {i} does not come after character {i - 1}: the file is no vocabulary.");
            }
        }

        return characters.Length > 0 ? new CharacterVocabulary(characters) : throw new InvalidDataException($"{path}: the file is empty; expected the characters of a vocabulary.");
    }
}
