using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Espalier.SideBySide.Rivals;

/// <summary>The GRU that stands by hand in <c>rivals/gru8.cpp</c>, compiled where there is a g++.</summary>
internal static unsafe class HandWrittenGru
{
    private static delegate* unmanaged<float*, float*, int, void> _process;
    private static delegate* unmanaged<void> _reset;

    /// <summary>The compiler's version; null where there is none.</summary>
    public static string? Compiler()
    {
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo("g++", "-dumpfullversion") { RedirectStandardOutput = true })!;
            return compiler.StandardOutput.ReadToEnd().Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Compiles the source, and gives it the weights of a network.</summary>
    /// <exception cref="InvalidOperationException">There is no g++, or it does not like the source.</exception>
    public static void Load(NetworkParameters parameters, string weights, string biases, string output)
    {
        string folder = Directory.CreateTempSubdirectory("gru8").FullName, library = Path.Combine(folder, "libgru8.so");
        try
        {
            Compile(Path.Combine(AppContext.BaseDirectory, "rivals", "gru8.cpp"), library);
            nint handle = NativeLibrary.Load(library);
            _process = (delegate* unmanaged<float*, float*, int, void>)NativeLibrary.GetExport(handle, "gru8_process");
            _reset = (delegate* unmanaged<void>)NativeLibrary.GetExport(handle, "gru8_reset");
            var load = (delegate* unmanaged<float*, float*, float*, float*, float*, float, void>)NativeLibrary.GetExport(handle, "gru8_load");
            fixed (float* wi = parameters[weights + "ih_l0"].ToArray(), wh = parameters[weights + "hh_l0"].ToArray())
            fixed (float* bi = parameters[biases + "ih_l0"].ToArray(), bh = parameters[biases + "hh_l0"].ToArray(), w = parameters[output + ".weight"].ToArray())
            {
                load(wi, wh, bi, bh, w, parameters[output + ".bias"].ToArray()[0]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Goes back to the zero state.</summary>
    public static void Reset() => _reset();

    /// <summary>As many steps as there are inputs.</summary>
    public static void Run(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        fixed (float* from = inputs, to = outputs)
        {
            _process(from, to, inputs.Length);
        }
    }

    private static void Compile(string source, string library)
    {
        var start = new ProcessStartInfo("g++", ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", source, "-o", library]) { RedirectStandardError = true };
        try
        {
            using Process compiler = Process.Start(start)!;
            string messages = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
            {
                throw new InvalidOperationException($"g++ does not compile {source}:\n{messages}");
            }
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("There is no g++ to compile the rival by hand.", missing);
        }
    }
}
