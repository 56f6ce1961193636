using System.Collections.Concurrent;
using Espalier.Generator.Diagnostics;

namespace Espalier.Generator.Tests.Mistakes;

/// <summary>
/// The catalogue of mistakes, a file for each category beside this one: every wrong declaration is shown in its place, with
/// its message in full and the fixes that are offered, and every fix leads to what compiles. To add an entry, write its
/// heading and source; the test writes the rest to a <c>*.received.md</c>, to be read and moved over the file.
/// </summary>
public class MistakeTests
{
    private const int Least = 80;

    private static readonly ConcurrentDictionary<string, bool> Received = [];

    /// <summary>What a declaration alone does not bring about, because it takes files, calls or settings beside it: shown in tests of their own.</summary>
    private static readonly string[] Exceptions = ["ESP0180", "ESP0190", "ESP0550", "ESP0701", "ESP0702", "ESP0703", "ESP0704", "ESP0705", "ESP0706", "ESP0707", "ESP0708"];

    public static TheoryData<string, string> Headings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (Mistake mistake in Mistake.All)
            {
                data.Add(mistake.File, mistake.Heading);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Headings))]
    public async Task A_mistake_is_shown_explained_and_put_right(string file, string heading)
    {
        Mistake mistake = Mistake.All.Single(mistake => mistake.File == file && mistake.Heading == heading);
        string review = await ReviewAsync(mistake);
        if (review != mistake.Text && Received.TryAdd(file, true))
        {
            await ReceiveAsync(file);
        }

        Assert.Equal(mistake.Text, review);
        Assert.NotEmpty(mistake.Ids);
    }

    [Fact]
    public void The_catalogue_has_every_diagnostic()
    {
        IEnumerable<string> shown = Mistake.All.SelectMany(mistake => mistake.Ids).Concat(Exceptions);

        Assert.Equal([], Descriptors.All.Select(descriptor => descriptor.Id).Except(shown).Order(StringComparer.Ordinal));
        Assert.Equal([], Exceptions.Intersect(Mistake.All.SelectMany(mistake => mistake.Ids)));
        Assert.True(Mistake.All.Length >= Least, $"{Mistake.All.Length} mistakes are fewer than {Least}.");
        Assert.Equal(Mistake.All.Length, Mistake.All.DistinctBy(mistake => (mistake.File, mistake.Heading)).Count());
    }

    // What cannot be reviewed is told from the text too.
    private static async Task<string> ReviewAsync(Mistake mistake)
    {
        try
        {
            return await mistake.ReviewAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return mistake.Text.TrimEnd('\n') + "\n\nFAILED: " + failure + "\n";
        }
    }

    private static async Task ReceiveAsync(string file)
    {
        string path = Path.Combine(Mistake.Folder, file + ".md");
        List<string> entries = [Mistake.Preface(path).TrimEnd('\n') + "\n"];
        foreach (Mistake mistake in Mistake.All.Where(mistake => mistake.File == file))
        {
            entries.Add(await ReviewAsync(mistake));
        }

        await File.WriteAllTextAsync(Path.ChangeExtension(path, ".received.md"), string.Join("\n", entries));
    }
}
