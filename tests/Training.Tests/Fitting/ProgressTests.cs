using System.Globalization;
using System.Xml.Linq;
using Spectre.Console;

namespace Espalier.Training.Tests.Fitting;

public sealed class ProgressTests
{
    [Fact]
    public void Where_the_output_is_redirected_each_epoch_is_a_line()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            string[] lines = Fit(AnsiSupport.No, InteractionSupport.No).TrimEnd().Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.Matches(@"^epoch 1/2  loss \d\.\d{4}  accuracy \d+\.\d\d %  test \d\.\d{4}  \d+\.\d\d %  rate 0\.5  \d+\.\d s\r?$", lines[0]);
            Assert.StartsWith("epoch 2/2", lines[1]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void In_a_terminal_a_bar_moves_and_the_lines_stay()
    {
        string text = Fit(AnsiSupport.Yes, InteractionSupport.Yes);
        Assert.Contains("\e[", text);
        Assert.Contains("epoch 1/2  loss", text);
        Assert.Contains("epoch 2/2  loss", text);
        Assert.Contains("\e[?25h", text);
    }

    [Fact]
    public void The_loss_curve_shows_steps_and_epochs()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 32);
        TrainingHistory history = new Trainer(session) { Epochs = 2 }.Fit(Clusters.Draw(300, 1), Clusters.Draw(100, 2));
        string svg = LossCurve.Of(history, "a run", "test").ToSvg();
        Assert.Contains(">a run<", svg);
        Assert.Contains(">test<", svg);
        Assert.Contains("running mean", svg);
        Assert.DoesNotContain("NaN", svg);
    }

    [Fact]
    public void The_running_mean_reaches_to_both_sides()
    {
        var history = new TrainingHistory();
        for (int i = 0; i < 100; i++)
        {
            history.Losses.Add(i + 1);
        }

        // A straight line is its own running mean, except where half of its neighbours are missing.
        XElement svg = XElement.Parse(LossCurve.Of(history, "").ToSvg());
        string[] faint = Points(svg, "1");
        string[] smooth = Points(svg, "2");
        Assert.Equal(faint[1..^1], smooth[1..^1]);
        Assert.NotEqual(faint[0], smooth[0]);
    }

    private static string[] Points(XElement svg, string width) => svg.Descendants()
        .First(element => (string?)element.Attribute("stroke-width") == width)
        .Attribute("d")!.Value.Split('M', 'L')[1..];

    private static string Fit(AnsiSupport ansi, InteractionSupport interaction)
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = ansi, Interactive = interaction });
        console.Profile.Width = 160;
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 32);
        new Trainer(session) { Epochs = 2, Callbacks = [new ConsoleProgress(console, "test")] }.Fit(Clusters.Draw(300, 1), Clusters.Draw(100, 2));
        return writer.ToString();
    }
}
