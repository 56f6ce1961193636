using System.Globalization;
using System.Xml.Linq;

namespace Espalier.Training.Tests.Pictures;

public sealed class LinePlotTests
{
    [Fact]
    public void The_picture_is_well_formed_and_the_same_in_every_culture()
    {
        string here = Drawn();
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.Equal(here, Drawn());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        XElement svg = XElement.Parse(here);
        Assert.Equal("svg", svg.Name.LocalName);
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains("loss < 1 & \"falling\"", texts);
        Assert.Contains("training", texts);
        Assert.Contains("step", texts);
        Assert.DoesNotContain("NaN", here);
    }

    [Fact]
    public void The_label_of_a_mark_at_the_right_end_stays_within_the_picture()
    {
        var plot = new LinePlot { LogX = true };
        plot.Add("", [10, 100_000], [1, 2]);
        XElement label = XElement.Parse(plot.ToSvg()).Descendants().Single(element => element.Value == "100000");
        const double HalfInDejaVu = 6 * 7.64 / 2;
        Assert.True(double.Parse(label.Attribute("x")!.Value, CultureInfo.InvariantCulture) + HalfInDejaVu <= plot.Width);
    }

    [Fact]
    public void A_value_that_is_not_finite_interrupts_the_line()
    {
        var plot = new LinePlot();
        plot.Add("", [0, 1, 2, 3, 4], [1, 2, double.NaN, 2, 1]);
        XElement path = XElement.Parse(plot.ToSvg()).Descendants().Last(element => (string?)element.Attribute("stroke-width") == "2");
        Assert.Equal(2, path.Attribute("d")!.Value.Count(letter => letter == 'M'));
    }

    [Fact]
    public void Nothing_one_value_and_values_below_0_on_a_logarithmic_axis_can_be_drawn()
    {
        XElement.Parse(new LinePlot().ToSvg());
        XElement.Parse(new LinePlot { LogY = true }.ToSvg());
        foreach (double value in (double[])[0, 5, -3, 1e-300, 1e300])
        {
            foreach (bool logarithmic in (bool[])[false, true])
            {
                var plot = new LinePlot { LogY = logarithmic };
                plot.Add("one", [7], [value], SeriesStyle.Dots);
                string svg = plot.ToSvg();
                Assert.DoesNotContain("NaN", svg);
                Assert.DoesNotContain("∞", svg);
                XElement.Parse(svg);
            }
        }
    }

    [Fact]
    public void As_many_places_as_values_are_expected()
    {
        Assert.Contains("2 places and 1 values", Assert.Throws<ArgumentException>(() => new LinePlot().Add("a", [1, 2], [1])).Message);
        Assert.Throws<ArgumentException>(() => new LinePlot().Add("a", [double.NaN], [1]));
    }

    [Theory]
    [InlineData(0, 4690, 8, "0 1000 2000 3000 4000")]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-.3, .32, 6, "-0.2 0.0 0.2")]
    [InlineData(.0012, .0019, 4, "0.0012 0.0014 0.0016 0.0018")]
    [InlineData(3, 3, 4, "2.8 3.0 3.2")]
    public void Marks_are_round_numbers(double low, double high, int wanted, string labels) =>
        Assert.Equal(labels, string.Join(' ', AxisTicks.Linear(low, high, wanted, tight: true).Labels));

    [Theory]
    [InlineData(.03, 2.4, "0.02 0.05 0.1 0.2 0.5 1 2 5")]
    [InlineData(1, 1, "0.1 10")]
    [InlineData(.00005, 3, "1E-05 0.0001 0.001 0.01 0.1 1 10")]
    public void Logarithmic_marks_enclose_the_values(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join(' ', AxisTicks.Logarithmic(low, high).Labels));

    private static string Drawn()
    {
        var plot = new LinePlot { Title = "loss < 1 & \"falling\"", XLabel = "step", YLabel = "loss", LogY = true };
        plot.Add("training", [0, 1.5, 3], [2.25, .5, 1 / 3.0], SeriesStyle.Faint);
        plot.Add("test", [1.5, 3], [.7, .6], SeriesStyle.Dots);
        return plot.ToSvg();
    }
}
