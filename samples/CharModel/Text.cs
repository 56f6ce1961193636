using System.Text;
using Espalier.Training;

namespace Samples.CharModel;

/// <summary>The text to learn, as numbers of characters.</summary>
public sealed class Text
{
    /// <summary>Characters that a network sees at a time.</summary>
    public const int Steps = 64;

    /// <summary>The most different characters: as many as Tiny Shakespeare has.</summary>
    public const int Vocabulary = 65;

    private Text(string name, string characters)
    {
        Name = name;
        Characters = CharacterVocabulary.Of(characters);
        if (Characters.Count > Vocabulary)
        {
            throw new InvalidDataException($"{name} has {Characters.Count} different characters; the networks take at most {Vocabulary}.");
        }

        (Training, Validation) = TokenWindows.Split(Characters.Encode(characters));
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Which character has which number.</summary>
    public CharacterVocabulary Characters { get; }

    /// <summary>The first nine tenths.</summary>
    public int[] Training { get; }

    /// <summary>The last tenth.</summary>
    public int[] Validation { get; }

    /// <summary>Tiny Shakespeare where it is at hand, else a play of our own.</summary>
    /// <param name="folder">The folder of data sets, or null.</param>
    /// <param name="smoke">Whether a short text will do.</param>
    public static Text Read(DataFolder? folder, bool smoke)
    {
        string? path = folder is null ? null : Path.Combine(folder.Subfolder("tinyshakespeare"), "input.txt");
        return path is not null && File.Exists(path)
            ? new Text("Tiny Shakespeare", File.ReadAllText(path))
            : new Text("a play about a garden", Play(smoke ? 30_000 : 300_000));
    }

    /// <summary>Scenes of gardeners, put together from a small grammar: speakers, and lines with words that follow rules.</summary>
    private static string Play(int length)
    {
        string[] speakers = ["GARDENER", "APPRENTICE", "PEAR TREE", "OLD WALL", "RAIN"];
        string[] things = ["branch", "wire", "root", "bud", "leaf", "ladder", "frame", "orchard"];
        string[] qualities = ["young", "crooked", "patient", "green", "stubborn", "quiet"];
        string[] deeds = ["bends", "grows", "waits", "climbs", "listens", "sleeps"];
        string[] places = ["along the wall", "beside the gate", "under the snow", "toward the light", "before the frost"];
        string[] openings = ["I tell you", "Believe me", "Look here", "Good morning", "Be still"];
        var random = new Random(7);
        var play = new StringBuilder(length + 200);
        while (play.Length < length)
        {
            play.Append(Any(speakers)).Append(":\n");
            int lines = random.Next(1, 4);
            for (int line = 0; line < lines; line++)
            {
                string thing = $"the {Any(qualities)} {Any(things)}";
                play.Append(random.Next(4) switch
                {
                    0 => $"{Any(openings)}, {thing} {Any(deeds)} {Any(places)}.\n",
                    1 => $"Who says that {thing} {Any(deeds)}?\n",
                    2 => $"When {thing} {Any(deeds)}, the {Any(things)} {Any(deeds)} too.\n",
                    _ => $"No {Any(things)} {Any(deeds)} {Any(places)} without a {Any(things)}.\n",
                });
            }

            play.Append('\n');
        }

        return play.ToString();

        string Any(string[] words) => words[random.Next(words.Length)];
    }
}
