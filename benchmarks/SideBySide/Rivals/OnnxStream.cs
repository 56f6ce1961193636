using System.Runtime.InteropServices;

namespace Espalier.SideBySide.Rivals;

/// <summary>A model of one step, whose states go in and come out: what it gives for one step it is given for the next.</summary>
internal sealed class OnnxStream
{
    private readonly OnnxRuntime.Model _model;
    private readonly float[] _input, _output;
    private readonly long[] _tokens = GC.AllocateArray<long>(1, pinned: true);
    private readonly (float[] Before, float[] After)[] _states;
    private readonly bool _takesTokens;

    /// <param name="model">With inputs x, before0, before1, … and outputs y, after0, after1, …</param>
    /// <param name="takesTokens">Whether x is a token.</param>
    /// <param name="inputLength">Floats of a step's input.</param>
    /// <param name="outputLength">Floats of a step's output.</param>
    /// <param name="states">The shapes of the states.</param>
    public OnnxStream(OnnxRuntime.Model model, bool takesTokens, int inputLength, int outputLength, long[][] states)
    {
        _model = model;
        _takesTokens = takesTokens;
        (_input, _output) = (Pinned(inputLength), Pinned(outputLength));
        _states = [.. states.Select(shape => (Pinned(Length(shape)), Pinned(Length(shape))))];
        if (takesTokens)
        {
            model.Bind("x", isOutput: false, _tokens, [1, 1]);
        }
        else
        {
            model.Bind("x", isOutput: false, _input, [1, 1, inputLength]);
        }

        model.Bind("y", isOutput: true, _output, [1, 1, outputLength]);
        for (int i = 0; i < states.Length; i++)
        {
            model.Bind("before" + i, isOutput: false, _states[i].Before, states[i]);
            model.Bind("after" + i, isOutput: true, _states[i].After, states[i]);
        }
    }

    public int InputLength => _input.Length;

    public int OutputLength => _output.Length;

    public void Step(ReadOnlySpan<float> input, Span<float> output)
    {
        if (_takesTokens)
        {
            _tokens[0] = (long)input[0];
        }
        else
        {
            input.CopyTo(_input);
        }

        _model.Predict();
        foreach ((float[] before, float[] after) in _states)
        {
            after.AsSpan().CopyTo(before);
        }

        _output.CopyTo(output);
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);

    private static int Length(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);
}
