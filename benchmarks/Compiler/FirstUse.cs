using System.Diagnostics;
using System.Globalization;
using Espalier.Generator;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Compiler;

/// <summary>
/// The first run in a process, as a build from the command line has it: everything is cold. Each figure comes from processes
/// of its own, since a second run in the same one is half warm.
/// </summary>
internal static class FirstUse
{
    private const int Launches = 5;

    public static int Run(string[] arguments)
    {
        if (arguments is [var network])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Measure(network)}"));
            return 0;
        }

        Console.WriteLine("| network | compile, cold | driver, cold |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (string each in Stages.Networks)
        {
            (double Stages, double Driver)[] times = [.. Enumerable.Range(0, Launches).Select(_ => Launch(each))];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {each} | {Median(times.Select(time => time.Stages)):F0} ms | {Median(times.Select(time => time.Driver)):F0} ms |"));
        }

        return 0;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Launches / 2);

    private static (double Stages, double Driver) Launch(string network)
    {
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(FirstUse).Assembly.Location] : [];
        using Process process = Process.Start(new ProcessStartInfo(host, [.. program, "--cold", network]) { RedirectStandardOutput = true })!;
        string[] texts = process.StandardOutput.ReadToEnd().Trim('(', ')', '\n', '\r').Split(", ");
        process.WaitForExit();
        return (double.Parse(texts[0], CultureInfo.InvariantCulture), double.Parse(texts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Milliseconds of the first compilation of a declaration that was read, and of the first run of the whole driver.</summary>
    private static (double Stages, double Driver) Measure(string network)
    {
        string[] names = network.Split('.');
        CSharpCompilation compilation = Source.Compilation(names[0] + ".cs");
        NetworkSpec spec = Source.Spec(compilation, names[1]);
        long start = Stopwatch.GetTimestamp();
        NetworkCompiler.CompileAnew(spec, CancellationToken.None);
        double stages = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        GeneratorDriver driver = Source.Driver();
        start = Stopwatch.GetTimestamp();
        driver.RunGenerators(compilation);
        return (stages, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
