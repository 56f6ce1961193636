using System.Diagnostics;
using System.Globalization;

namespace Espalier.SideBySide.Rivals;

/// <summary>
/// PyTorch in a process of its own, which answers one line for each line that it is sent: see rivals/serve.py. It also
/// makes the weights, inputs and ONNX models that all sides use.
/// </summary>
internal sealed class PyTorch : IDisposable
{
    private readonly Process _process;

    private PyTorch(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    public string Version { get; }

    /// <summary>Starts the process; null, with the reason, where there is no PyTorch.</summary>
    public static PyTorch? TryStart(string python, string script, string folder, int threads, out string reason)
    {
        var start = new ProcessStartInfo(python)
        {
            ArgumentList = { script, threads.ToString(CultureInfo.InvariantCulture), folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture),
                ["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture),
                ["PYTHONDONTWRITEBYTECODE"] = "1",
            },
        };

        // Some builds of PyTorch and OpenBLAS do not recognise recent processors and run at half their speed without this.
        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
        {
            start.Environment["ATEN_CPU_CAPABILITY"] = "avx512";
            start.Environment["OPENBLAS_CORETYPE"] = "SkylakeX";
        }

        try
        {
            Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string? hello = process.StandardOutput.ReadLine();
            if (hello?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                reason = "";
                return new PyTorch(process, hello["ready ".Length..]);
            }

            process.Kill();
            reason = hello ?? "it ended at once";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            reason = e.Message;
        }

        return null;
    }

    /// <summary>Sends a line and gives the answer.</summary>
    /// <exception cref="InvalidOperationException">The other side reports an error, which is the message.</exception>
    public string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        return answer is not null && !answer.StartsWith("error", StringComparison.Ordinal)
            ? answer
            : throw new InvalidOperationException("PyTorch: " + (answer ?? "it has ended"));
    }

    /// <summary>Microseconds of a call.</summary>
    public double Time(string what, double seconds, bool least) =>
        double.Parse(Ask(string.Create(CultureInfo.InvariantCulture, $"time {what} {seconds} {(least ? "least" : "median")}")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(2000);
        _process.Dispose();
    }
}
