using Samples.Digits;

namespace Espalier.Training.Tests;

public sealed class DigitsOptionsTests
{
    [Fact]
    public void All_options_are_read()
    {
        Options options = Options.Parse(["--data", "/d", "--net", "two-layer", "--epochs", "3", "--threads", "2", "--seed", "-4", "--standardise", "--out", "o", "--resume"]);
        Assert.Equal(("/d", false, 3, 2, -4, true, "o", true, false), (options.Data, options.Convolutional, options.Epochs, options.Threads, options.Seed, options.Standardise, options.Out, options.Resume, options.Smoke));
        Assert.True(Options.Parse(["--smoke"]).Smoke);
        Assert.True(Options.Parse(["--help"]).Help);
        Assert.True(Options.Parse([]).Convolutional);
    }

    [Theory]
    [InlineData("'--nets' is no option", "--nets", "conv")]
    [InlineData("'x' is no option", "x")]
    [InlineData("--net is 'deep'; expected conv or two-layer", "--net", "deep")]
    [InlineData("--epochs is 'many'", "--epochs", "many")]
    [InlineData("--epochs is '0'", "--epochs", "0")]
    [InlineData("--threads is '1000'", "--threads", "1000")]
    [InlineData("--seed has no value", "--seed")]
    [InlineData("--data has no value", "--data", "--smoke")]
    [InlineData("cannot go with --data", "--smoke", "--data", "/d")]
    public void Mistakes_are_named(string message, params string[] args) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Options.Parse(args)).Message);
}
