using System.Globalization;

namespace Espalier.SideBySide;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        usage: dotnet run --project benchmarks/SideBySide -c Release -- [options]

          --rows TEXT       only rows whose name contains TEXT; may be given several times
          --rounds N        how often all sides take turns (5)
          --seconds S       how long a side is timed in a round (0.4)
          --least           takes the least time of a side over all rounds, not the median: for machines that others use, too
          --json FILE       also writes the results to FILE
          --python PATH     a Python with PyTorch and ONNX (python3, or ESPALIER_PYTHON)
          --onnx PATH       ONNX Runtime's library (ESPALIER_ONNXRUNTIME)
          --no-rivals       times Espalier alone
          --memory          also measures by how much processes grow, ours and PyTorch's
        """;

    public List<string> Rows { get; } = [];

    public int Rounds { get; private set; } = 5;

    public double Seconds { get; private set; } = 0.4;

    public bool TakesLeast { get; private set; }

    public string? Json { get; private set; }

    public string Python { get; private set; } = Environment.GetEnvironmentVariable("ESPALIER_PYTHON") ?? "python3";

    public string OnnxRuntime { get; private set; } = Environment.GetEnvironmentVariable("ESPALIER_ONNXRUNTIME") ?? "";

    public bool HasRivals { get; private set; } = true;

    public bool MeasuresMemory { get; private set; }

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or the value is no such number.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Length; i++)
        {
            string option = arguments[i];
            string Value() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException(option + " needs a value.");
            switch (option)
            {
                case "--rows":
                    options.Rows.Add(Value());
                    break;
                case "--rounds":
                    options.Rounds = int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0
                        ? rounds
                        : throw new ArgumentException($"--rounds is '{arguments[i]}'; it must be a whole number of at least 1.");
                    break;
                case "--seconds":
                    options.Seconds = double.TryParse(Value(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
                        ? seconds
                        : throw new ArgumentException($"--seconds is '{arguments[i]}'; it must be a number above 0.");
                    break;
                case "--least":
                    options.TakesLeast = true;
                    break;
                case "--json":
                    options.Json = Value();
                    break;
                case "--python":
                    options.Python = Value();
                    break;
                case "--onnx":
                    options.OnnxRuntime = Value();
                    break;
                case "--no-rivals":
                    options.HasRivals = false;
                    break;
                case "--memory":
                    options.MeasuresMemory = true;
                    break;
                default:
                    throw new ArgumentException($"'{option}' is no option.");
            }
        }

        return options;
    }
}
