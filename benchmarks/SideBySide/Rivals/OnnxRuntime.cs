using System.Runtime.InteropServices;
using System.Text;

namespace Espalier.SideBySide.Rivals;

/// <summary>
/// ONNX Runtime through its C interface. Its table of functions only ever grows, so a function is known by its place.
/// Inputs and outputs are tensors over our own memory, so that a run allocates nothing for them.
/// </summary>
internal sealed unsafe class OnnxRuntime : IDisposable
{
    // Places in OrtApi (onnxruntime_c_api.h).
    private const int GetErrorMessage = 2, CreateEnv = 3, CreateSession = 7, Run = 9, CreateSessionOptions = 10,
        SetGraphOptimizationLevel = 23, SetIntraOpThreads = 24, SetInterOpThreads = 25, CreateTensorWithData = 49, CreateCpuMemoryInfo = 69;

    private const int Float = 1, Int64 = 7;
    private const int AllOptimizations = 99;

    private readonly nint _library;
    private readonly nint* _api;
    private readonly nint _environment;
    private readonly nint _options;
    private readonly nint _memory;

    private OnnxRuntime(nint library, int threads)
    {
        _library = library;
        var getBase = (delegate* unmanaged[Cdecl]<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        nint* root = getBase();
        _api = (nint*)((delegate* unmanaged[Cdecl]<uint, nint>)root[0])(14);
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)root[1])()) ?? "?";
        fixed (byte* name = "side by side\0"u8)
        {
            nint environment, options, memory;
            const int ErrorsOnly = 3;
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)_api[CreateEnv])(ErrorsOnly, name, &environment));
            Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_api[CreateSessionOptions])(&options));
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[SetIntraOpThreads])(options, threads));
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[SetInterOpThreads])(options, 1));
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[SetGraphOptimizationLevel])(options, AllOptimizations));
            Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)_api[CreateCpuMemoryInfo])(0, 0, &memory));
            (_environment, _options, _memory) = (environment, options, memory);
        }
    }

    public string Version { get; }

    /// <summary>Loads the library; null where it is not there.</summary>
    public static OnnxRuntime? TryLoad(string path, int threads) =>
        File.Exists(path) && NativeLibrary.TryLoad(path, out nint library) ? new OnnxRuntime(library, threads) : null;

    public Model Load(string path) => new(this, path);

    public void Dispose() => NativeLibrary.Free(_library);

    private void Check(nint status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException("ONNX Runtime: " + Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)_api[GetErrorMessage])(status)));
        }
    }

    /// <summary>A model with its input x and output y bound.</summary>
    internal sealed class Model
    {
        private readonly OnnxRuntime _runtime;
        private readonly nint _session;
        private readonly List<nint> _inputs = [];
        private readonly List<nint> _outputs = [];
        private readonly List<nint> _inputNames = [];
        private readonly List<nint> _outputNames = [];
        private readonly List<Array> _bound = [];

        public Model(OnnxRuntime runtime, string path)
        {
            _runtime = runtime;
            fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"))
            {
                nint session;
                runtime.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)runtime._api[CreateSession])(runtime._environment, file, runtime._options, &session));
                _session = session;
            }
        }

        /// <param name="name">The input or output.</param>
        /// <param name="isOutput">Which of them.</param>
        /// <param name="memory">A pinned array, which lives as long as the model.</param>
        /// <param name="shape">How it is read.</param>
        public void Bind<T>(string name, bool isOutput, T[] memory, long[] shape)
            where T : unmanaged
        {
            _bound.Add(memory);
            long bytes = shape.Aggregate((long)sizeof(T), (product, size) => product * size);
            nint tensor;
            fixed (long* sizes = shape)
            {
                _runtime.Check(((delegate* unmanaged[Cdecl]<nint, nint, nuint, long*, nuint, int, nint*, nint>)_runtime._api[CreateTensorWithData])(
                    _runtime._memory, Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), (nuint)bytes, sizes, (nuint)shape.Length, typeof(T) == typeof(long) ? Int64 : Float, &tensor));
            }

            (isOutput ? _outputs : _inputs).Add(tensor);
            (isOutput ? _outputNames : _inputNames).Add(Marshal.StringToCoTaskMemUTF8(name));
        }

        public void Predict()
        {
            fixed (nint* inputs = CollectionsMarshal.AsSpan(_inputs))
            fixed (nint* outputs = CollectionsMarshal.AsSpan(_outputs))
            fixed (nint* inputNames = CollectionsMarshal.AsSpan(_inputNames))
            fixed (nint* outputNames = CollectionsMarshal.AsSpan(_outputNames))
            {
                _runtime.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_runtime._api[OnnxRuntime.Run])(
                    _session, 0, inputNames, inputs, (nuint)_inputs.Count, outputNames, (nuint)_outputs.Count, outputs));
            }
        }
    }
}
