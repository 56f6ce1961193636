using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Espalier.SideBySide;
using Espalier.SideBySide.Rivals;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Contains("--help"))
{
    Console.WriteLine(Options.Usage);
    return 0;
}

if (args is [ResidentGrowth.Word, string measured, .. string[] files])
{
    Console.Write(ResidentGrowth.OfThisProcess(Comparison.Rows.Single(row => row.Name == measured), files.FirstOrDefault()));
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

Row[] rows = [.. Comparison.Rows.Where(row => options.Rows.Count == 0 || options.Rows.Any(text => row.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))];
if (rows.Length == 0)
{
    Console.Error.WriteLine($"No row has {string.Join(" or ", options.Rows)} in its name. The rows are:\n  {string.Join("\n  ", Comparison.Rows.Select(row => row.Name))}");
    return 2;
}

string folder = Directory.CreateTempSubdirectory("espalier-side-by-side-").FullName;
try
{
    List<string> rivals = [];
    string reason = "left out";
    using PyTorch? pyTorch = options.HasRivals ? PyTorch.TryStart(options.Python, Path.Combine(AppContext.BaseDirectory, "rivals", "serve.py"), folder, 1, out reason) : null;
    rivals.Add(pyTorch is null ? "PyTorch: " + reason : "PyTorch " + pyTorch.Version);
    using OnnxRuntime? onnxRuntime = pyTorch is null ? null : OnnxRuntime.TryLoad(options.OnnxRuntime, threads: 1);
    rivals.Add(onnxRuntime is not null ? "ONNX Runtime " + onnxRuntime.Version
        : pyTorch is null ? "ONNX Runtime: left out, as its models are made with PyTorch"
        : "ONNX Runtime: no library at '" + options.OnnxRuntime + "' (--onnx)");
    if (rows.Any(row => row.Rival == Rival.ByHand))
    {
        rivals.Add(HandWrittenGru.Compiler() is { } version ? "C++ by hand: g++ " + version : "C++ by hand: left out, as there is no g++");
    }

    int bits = Peak.KernelBits;
    double widest = Peak.Measure(Peak.WidestBits), peak = Peak.Measure(bits);
    AnsiConsole.WriteLine($"{Processor()}: peak of a core {widest:f0} GFLOP/s at {Peak.WidestBits} bits; the kernels use {bits} bits, peak {peak:f0} GFLOP/s");
    foreach (string rival in rivals)
    {
        AnsiConsole.WriteLine(rival);
    }

    var comparison = new Comparison(options, pyTorch, onnxRuntime, folder, widest);
    List<Result> results = comparison.Measure(rows, Console.Error.WriteLine);
    Print(results);
    if (options.Json is { } path)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(new Report(Processor(), bits, widest, peak, rivals, options.Rounds, results), ReportJson.Default.Report));
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;

static void Print(List<Result> results)
{
    var table = new Table().Border(TableBorder.Minimal);
    table.AddColumn("row");
    foreach (string column in (string[])["Espalier µs", "ONNX µs", "PyTorch µs", "ratio", "of best", "required", "goal", "of peak", "B/call", "held MB", "peak MB", "PyTorch", "differs by"])
    {
        table.AddColumn(new TableColumn(column).RightAligned());
    }

    foreach (Result result in results)
    {
        string colour = result.Ratio is not { } ratio ? "default" : ratio >= result.Goal ? "green" : ratio >= result.Required ? "yellow" : "red";
        table.AddRow(
            result.Name,
            Time(result.Espalier),
            result.Other is { } other ? $"{Time(other)} ({result.OtherName})" : result.OnnxRuntime is { } onnx ? Time(onnx) : "–",
            result.PyTorch is { } torch ? Time(torch) : "–",
            result.Ratio is { } times ? $"[{colour}]{times:f2}×[/]" : "–",
            result.BestRatio is { } best ? $"{best:f2}×" : "–",
            $"{result.Required:0.##}×",
            $"{result.Goal:0.##}×",
            $"{result.PeakShare:p0}",
            $"{result.Allocated}",
            Megabytes(result.Held),
            Megabytes(result.Peak),
            Megabytes(result.PyTorchPeak),
            result.Difference is { } difference ? $"{difference:e0}" : "–");
    }

    if (Console.IsOutputRedirected)
    {
        AnsiConsole.Profile.Width = 200;
    }

    AnsiConsole.Write(table);
}

static string Time(double microseconds) => microseconds < 1 ? $"{microseconds:f4}" : microseconds < 100 ? $"{microseconds:f2}" : $"{microseconds:#,0}";

static string Megabytes(long? bytes) => bytes is { } number ? $"{number / 1e6:f1}" : "–";

static string Processor()
{
    const string Cpus = "/proc/cpuinfo", Key = "model name";
    string? line = File.Exists(Cpus) ? File.ReadLines(Cpus).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
    return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
