using System.Globalization;

namespace Samples.CharModel;

/// <summary>What the command line says.</summary>
public sealed record Options
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Learns to write, character by character: from Tiny Shakespeare where it is at hand, else from a play of its own.

          --data FOLDER      the folder that holds tinyshakespeare/input.txt; unset, the one that ESPALIER_DATA names
          --net NAME         lstm (default), gru or transformer
          --steps N          steps of training, each of 32 windows of 64 characters; unset, 8,000, or 1,500 on its own play
          --threads N        unset, as many as there are cores, at most 8
          --seed N           fixes weights, order and what is written; unset, 1
          --temperature T    how much the writing dares: unset, 0.8
          --write N          characters to write at the end; unset, 500
          --resume           goes on from where the last run was interrupted
          --out FOLDER       where the model and its checkpoints go; unset, the current folder
          --smoke            a short run on a short play
          --help             this text
        """;

    /// <summary>The data folder, or null.</summary>
    public string? Data { get; private init; }

    /// <summary>The network.</summary>
    public string Net { get; private init; } = "lstm";

    /// <summary>Steps of training, or null.</summary>
    public int? Steps { get; private init; }

    /// <summary>The number of threads.</summary>
    public int Threads { get; private init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>The seed.</summary>
    public int Seed { get; private init; } = 1;

    /// <summary>What scores are divided by before a character is drawn.</summary>
    public float Temperature { get; private init; } = 0.8f;

    /// <summary>Characters to write at the end.</summary>
    public int Write { get; private init; } = 500;

    /// <summary>Whether to go on from a checkpoint.</summary>
    public bool Resume { get; private init; }

    /// <summary>Where the results go.</summary>
    public string Out { get; private init; } = ".";

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
                "--data" => options with { Data = Value(name, "a folder", ref args) },
                "--out" => options with { Out = Value(name, "a folder", ref args) },
                "--net" => options with { Net = Network(Value(name, "lstm, gru or transformer", ref args)) },
                "--steps" => options with { Steps = Number(name, 1, 10_000_000, ref args) },
                "--threads" => options with { Threads = Number(name, 1, 256, ref args) },
                "--seed" => options with { Seed = Number(name, int.MinValue, int.MaxValue, ref args) },
                "--write" => options with { Write = Number(name, 0, 1_000_000, ref args) },
                "--temperature" => options with { Temperature = AboveZero(Value(name, "a number", ref args)) },
                _ => throw new FormatException($"'{name}' is not understood; --help lists the options."),
            };
        }

        return options;
    }

    private static string Network(string value) =>
        value is "lstm" or "gru" or "transformer" ? value : throw new FormatException($"--net is '{value}'; expected lstm, gru or transformer.");

    private static float AboveZero(string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) && number > 0
            ? number
            : throw new FormatException($"--temperature is '{value}'; expected a number above 0.");

    private static string Value(string name, string expected, ref ReadOnlySpan<string> args)
    {
        string value = args.IsEmpty ? throw new FormatException($"{name} needs {expected}.") : args[0];
        args = args[1..];
        return value;
    }

    private static int Number(string name, int least, int most, ref ReadOnlySpan<string> args)
    {
        string value = Value(name, "a number", ref args);
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{value}'; expected a whole number from {least} to {most}.");
    }
}
