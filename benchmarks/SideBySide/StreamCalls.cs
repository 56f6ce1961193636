using Espalier.SideBySide.Rivals;

namespace Espalier.SideBySide;

/// <summary>Calls that make some steps of a stream, always with the same inputs; the state goes on.</summary>
internal static class StreamCalls
{
    public static Action Ours(IStream stream, float[] input, float[] output, int steps)
    {
        int read = steps * stream.InputLength, written = steps * stream.OutputLength;
        return steps == 1
            ? () => stream.Step(input.AsSpan(0, read), output.AsSpan(0, written))
            : () => stream.Process(input.AsSpan(0, read), output.AsSpan(0, written));
    }

    public static Action Rival(OnnxStream stream, float[] input, float[] output, int steps) => () =>
    {
        for (int step = 0; step < steps; step++)
        {
            stream.Step(input.AsSpan(step * stream.InputLength, stream.InputLength), output.AsSpan(step * stream.OutputLength, stream.OutputLength));
        }
    };
}
