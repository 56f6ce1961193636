using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Espalier.SideBySide;

/// <summary>
/// By how much a process grows at most that loads the weights of a row's network and predicts, trains or streams: the
/// high-water mark of its resident set after ten calls, less that of a process that has run a small network. rivals/serve_memory.py
/// measures PyTorch in the same way.
/// </summary>
internal static class ResidentGrowth
{
    /// <summary>The word with which this program is called to measure itself.</summary>
    public const string Word = "measure-memory";

    private const int Calls = 10;

    /// <summary>Measures a row in a process of its own.</summary>
    /// <param name="row">The row.</param>
    /// <param name="file">The weights; null for random ones.</param>
    /// <returns>Bytes.</returns>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static long Of(Row row, string? file)
    {
        // The program's own file where it is one, else the host of .NET and the assembly.
        string program = Environment.GetCommandLineArgs()[0], host = Environment.ProcessPath!;
        string[] arguments = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [program, Word, row.Name] : [Word, row.Name];
        var start = new ProcessStartInfo(host, file is null ? arguments : [.. arguments, file]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new Win32Exception("The process did not start.");
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.TryParse(answer, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new InvalidOperationException($"{row.Name}: the process that measures memory ended with {process.ExitCode} and said '{answer}'.");
    }

    /// <summary>Measures this process.</summary>
    /// <param name="row">The row.</param>
    /// <param name="file">The weights; null for random ones.</param>
    /// <returns>Bytes.</returns>
    public static long OfThisProcess(Row row, string? file)
    {
        // What the runtime needs for its first calls is not the network's. It stays, so that its memory is not used again.
        var small = new Contestant<SmallNet>(null, (net, batch) => net.StartTraining(new Sgd(1e-3f), batch).Step);
        float[] input = new float[small.InputLength], output = new float[small.OutputLength];
        Action predict = small.Predict(input, output), train = small.Train(input, 1);
        Repeat(predict);
        Repeat(train);

        long before = HighWater();
        Contestant contestant = row.Open(file);
        int samples = row.Work == Work.Stream ? 1 : row.Batch;
        Repeat(row.Call(contestant, new float[samples * contestant.InputLength], new float[samples * contestant.OutputLength]));
        long growth = HighWater() - before;
        GC.KeepAlive(predict);
        GC.KeepAlive(train);
        return growth;
    }

    private static void Repeat(Action call)
    {
        for (int i = 0; i < Calls; i++)
        {
            call();
        }
    }

    private static long HighWater()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
