using System.Globalization;
using Espalier.Generator.Support;

namespace Espalier.Generator.Tests.Support;

public class SourceWriterTests
{
    [Fact]
    public void Blocks_indent()
    {
        SourceWriter writer = new();
        using (writer.Block("class A"))
        {
            using (writer.Block($"void B{1}()"))
            {
                writer.Line("C();");
            }

            writer.Line();
            using (writer.Indented())
            {
                writer.Line("first\r\n\nsecond");
            }
        }

        Assert.Equal("class A\n{\n    void B1()\n    {\n        C();\n    }\n\n        first\n\n        second\n}\n", writer.ToString());
    }

    [Fact]
    public void Numbers_are_the_same_in_every_culture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            // Swedish has a comma, and a minus sign that is not ASCII's.
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            SourceWriter writer = new();
            writer.Line($"{-1} {-2.5} {0.1f} {1e-5f} {1234567.0:N1} {-3,4} {true} {null as string}|");

            Assert.Equal("-1 -2.5 0.1 1E-05 1,234,567.0   -3 True |\n", writer.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(1f / 3)]
    [InlineData(16777217f)]
    [InlineData(float.Epsilon)]
    [InlineData(float.MaxValue)]
    public void Floats_read_back_as_they_were(float value) =>
        Assert.Equal(value, float.Parse(Invariant.Text(value), CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(1e-300)]
    [InlineData(double.MaxValue)]
    public void Doubles_read_back_as_they_were(double value) =>
        Assert.Equal(value, double.Parse(Invariant.Text(value), CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("layer", "layer")]
    [InlineData("fc.0", "fc_0")]
    [InlineData("0", "_0")]
    [InlineData("", "_")]
    [InlineData("class", "class_")]
    [InlineData("größe 2", "größe_2")]
    public void The_nearest_identifier(string text, string expected) => Assert.Equal(expected, Identifiers.Nearest(text));
}
