using System.Globalization;

namespace Samples.Digits;

/// <summary>What the command line says.</summary>
public sealed record Options
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Learns to read digits: those of MNIST where they are at hand, else some that it draws itself.

          --data FOLDER     the folder that holds mnist/; unset, the one that ESPALIER_DATA names
          --net NAME        conv (default) or two-layer
          --epochs N        how often to go through the training set; unset, 4 for conv, 10,000 steps for two-layer
          --threads N       unset, as many as there are cores, at most 8
          --seed N          fixes weights, order and drawn digits; unset, 1
          --standardise     pixels with mean 0 and deviation 1 instead of 0…1
          --out FOLDER      where digits.safetensors, digits-loss.svg and digits.checkpoint go; unset, the current folder
          --resume          goes on with the run that Ctrl-C ended, with the same options as it had
          --smoke           a short run on few drawn digits
          --help            this text
        """;

    /// <summary>The data folder, or null.</summary>
    public string? Data { get; private init; }

    /// <summary>Whether the convolutional net was asked for, not the two-layer one.</summary>
    public bool Convolutional { get; private init; } = true;

    /// <summary>The number of epochs, or null.</summary>
    public int? Epochs { get; private init; }

    /// <summary>The number of threads.</summary>
    public int Threads { get; private init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>The seed.</summary>
    public int Seed { get; private init; } = 1;

    /// <summary>Whether to standardise the pixels.</summary>
    public bool Standardise { get; private init; }

    /// <summary>Where the results go.</summary>
    public string Out { get; private init; } = ".";

    /// <summary>Whether to go on with a run that was interrupted.</summary>
    public bool Resume { get; private init; }

    /// <summary>Whether to run short.</summary>
    public bool Smoke { get; private init; }

    /// <summary>Whether only the usage was asked for.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <exception cref="FormatException">An argument is not understood; the message names it and what was expected.</exception>
    public static Options Parse(ReadOnlySpan<string> args)
    {
        var options = new Options();
        while (!args.IsEmpty)
        {
            string name = args[0];
            args = args[1..];
            options = name switch
            {
                "--help" or "-h" => options with { Help = true },
                "--smoke" => options with { Smoke = true },
                "--resume" => options with { Resume = true },
                "--standardise" => options with { Standardise = true },
                "--data" => options with { Data = Value(name, "a folder", ref args) },
                "--out" => options with { Out = Value(name, "a folder", ref args) },
                "--net" => options with { Convolutional = Net(Value(name, "conv or two-layer", ref args)) },
                "--epochs" => options with { Epochs = Number(name, 1, 10_000, ref args) },
                "--threads" => options with { Threads = Number(name, 1, 256, ref args) },
                "--seed" => options with { Seed = Number(name, int.MinValue, int.MaxValue, ref args) },
                _ => throw new FormatException($"'{name}' is no option of this program."),
            };
        }

        return options.Smoke && options.Data is not null
            ? throw new FormatException("--smoke draws its own digits and cannot go with --data.")
            : options;
    }

    private static bool Net(string value) => value switch
    {
        "conv" => true,
        "two-layer" => false,
        _ => throw new FormatException($"--net is '{value}'; expected conv or two-layer."),
    };

    private static int Number(string name, int least, int most, ref ReadOnlySpan<string> args)
    {
        string value = Value(name, "a number", ref args);
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}'; expected a whole number from {least} to {most}.");
    }

    private static string Value(string name, string expected, ref ReadOnlySpan<string> args)
    {
        if (args.IsEmpty || args[0].StartsWith("--", StringComparison.Ordinal))
        {
            throw new FormatException($"{name} has no value; expected {expected}.");
        }

        string value = args[0];
        args = args[1..];
        return value;
    }
}
