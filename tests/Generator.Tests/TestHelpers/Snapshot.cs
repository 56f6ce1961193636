using System.Runtime.CompilerServices;

namespace Espalier.Generator.Tests.TestHelpers;

/// <summary>
/// Compares a text with the file <c>Class.Method.verified.txt</c> beside the test. Where they differ, the text is written
/// to <c>Class.Method.received.txt</c>; to accept it, rename that file. Names and conventions are those of Verify: with
/// its package at hand, the body of <see cref="Match"/> becomes one call of it, and no test changes.
/// </summary>
internal static class Snapshot
{
    /// <summary>Fails where the text is not the verified one.</summary>
    /// <param name="text">What the test made; line ends count as <c>\n</c>.</param>
    /// <param name="parameter">Tells the cases of a theory apart: <c>Class.Method_parameter.verified.txt</c>.</param>
    /// <param name="file">Set by the compiler.</param>
    /// <param name="method">Set by the compiler.</param>
    public static void Match(string text, string? parameter = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string suffix = parameter is null ? "" : "_" + parameter;
        string name = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}{suffix}");
        string verifiedPath = name + ".verified.txt";
        string receivedPath = name + ".received.txt";
        string received = Normalize(text);
        string? verified = File.Exists(verifiedPath) ? Normalize(File.ReadAllText(verifiedPath)) : null;
        if (received == verified)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received);
        Assert.Fail(verified is null
            ? $"There is no {verifiedPath} yet. Read {receivedPath} and rename it if it is right."
            : $"{receivedPath} differs from the verified file:\n{FirstDifference(verified, received)}");
    }

    private static string Normalize(string text) => text.Replace("\r\n", "\n").TrimEnd('\n') + "\n";

    private static string FirstDifference(string verified, string received)
    {
        string[] expected = verified.Split('\n');
        string[] actual = received.Split('\n');
        int line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        return $"line {line + 1}\n- {expected.ElementAtOrDefault(line)}\n+ {actual.ElementAtOrDefault(line)}";
    }
}
