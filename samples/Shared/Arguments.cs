using System.Globalization;
using System.Text;
using Espalier.Training;

namespace Samples;

/// <summary>The command line that the samples share: <c>--smoke</c>, <c>--data FOLDER</c>, <c>--out FOLDER</c>.</summary>
public sealed class Arguments
{
    private Arguments()
    {
    }

    /// <summary>A short run on data that need no files.</summary>
    public bool Smoke { get; private set; }

    /// <summary>The folder that holds the data sets, or null.</summary>
    public DataFolder? Data { get; private set; }

    /// <summary>Where results go.</summary>
    public string Out { get; private set; } = ".";

    /// <summary>Runs a sample: reads its command line, sets the culture, and turns mistakes into messages.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="about">What the sample does, in a line.</param>
    /// <param name="run">The sample.</param>
    /// <returns>The exit code: 0, 1 for a failure, 2 for a command line that is not understood.</returns>
    public static int Run(string[] args, string about, Action<Arguments> run)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.OutputEncoding = Encoding.UTF8;
        try
        {
            var arguments = new Arguments();
            if (!arguments.Read(args))
            {
                Console.WriteLine($"{about}\n\n  --data FOLDER   the folder with the data sets; unset, the one that {DataFolder.Variable} names\n  --out FOLDER    where pictures and weights go; unset, the current folder\n  --smoke         a short run without files");
                return 0;
            }

            Directory.CreateDirectory(arguments.Out);
            run(arguments);
            return 0;
        }
        catch (Exception mistake) when (mistake is FormatException or DirectoryNotFoundException)
        {
            Console.Error.WriteLine(mistake.Message);
            return 2;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    /// <summary>A path in the folder of results.</summary>
    /// <param name="name">The name of the file.</param>
    public string File(string name) => Path.Combine(Out, name);

    /// <summary>Prints a finding, and fails where a smoke run shows that it does not hold.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="text">The finding.</param>
    public static void Expect(bool holds, string text)
    {
        Console.WriteLine(text);
        if (!holds)
        {
            throw new InvalidDataException("This is not what the sample should show.");
        }
    }

    private bool Read(string[] args)
    {
        string? data = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--smoke":
                    Smoke = true;
                    break;
                case "--data" when i + 1 < args.Length:
                    data = args[++i];
                    break;
                case "--out" when i + 1 < args.Length:
                    Out = args[++i];
                    break;
                case "--help" or "-h":
                    return false;
                default:
                    throw new FormatException($"'{args[i]}' is not understood; --help lists the options.");
            }
        }

        Data = Smoke ? null : DataFolder.Find(data);
        return true;
    }
}
