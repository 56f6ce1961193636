using Espalier.Kernels;

namespace Espalier.Recurrent;

/// <summary>Samples that run through all steps together.</summary>
internal static unsafe class RecurrentBlock
{
    /// <summary>Nearly equal pieces of <paramref name="samples"/>, each with so many floats a sample.</summary>
    public static int Samples(int samples, int length)
    {
        int most = StepBlock.Most(length);
        int pieces = Math.Max(1, (samples + most - 1) / most);
        return Math.Max(1, (samples + pieces - 1) / pieces);
    }

    /// <summary>The states of some samples before the first step.</summary>
    public static void Start(float* states, float* initial, int first, int count, in RecurrentShape shape)
    {
        int hidden = shape.Hidden;
        for (int sample = first; sample < first + count; sample++)
        {
            Span<float> state = new(states + ((nint)sample * hidden), hidden);
            if (initial == null)
            {
                state.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(InitialOf(initial, sample, shape), hidden).CopyTo(state);
            }
        }
    }

    /// <summary>How many steps of a sample count; all where there are no lengths.</summary>
    public static int LengthOf(float* lengths, int sample, in RecurrentShape shape) => lengths == null ? shape.Steps : (int)lengths[sample];

    /// <summary>The greatest length of some samples.</summary>
    public static int Longest(float* lengths, int first, int count, in RecurrentShape shape)
    {
        int longest = 0;
        for (int sample = first; sample < first + count; sample++)
        {
            longest = Math.Max(longest, LengthOf(lengths, sample, shape));
        }

        return longest;
    }

    /// <summary>Where this layer's vector of a sample stands in a tensor of initial states; null where there is none.</summary>
    public static float* InitialOf(float* initial, int sample, in RecurrentShape shape) =>
        initial == null ? null : initial + ((((nint)sample * shape.States) + shape.State) * shape.Hidden);
}
