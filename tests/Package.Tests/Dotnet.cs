using System.Diagnostics;
using System.Text;

namespace Espalier.Package.Tests;

/// <summary>Runs the .NET command line as a user's shell would.</summary>
internal static class Dotnet
{
    // The test host's own settings, which would lead a second MSBuild astray.
    private static readonly string[] Inherited =
    [
        "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly",
        "DOTNET_HOST_PATH", "VSTEST_CONNECTION_TIMEOUT", "TargetFramework", "Configuration", "Platform",
    ];

    public sealed record Result(int ExitCode, string Output)
    {
        /// <summary>The output, after checking that the command succeeded.</summary>
        public string Succeeded()
        {
            Assert.True(ExitCode == 0, Output);
            return Output;
        }
    }

    public static async Task<Result> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (string name in Inherited)
        {
            start.Environment.Remove(name);
        }

        // Servers that outlive the command would keep its output open and the test waiting.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";

        StringBuilder output = new();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        void Keep(object _, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within five minutes:\n{output}");
        }

        return new Result(process.ExitCode, output.ToString());
    }
}
