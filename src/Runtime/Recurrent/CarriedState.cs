namespace Espalier.Kernels;

/// <summary>The states in which a chunk of a long sequence leaves a recurrent layer, from which the next chunk starts.</summary>
public static class CarriedState
{
    /// <summary>Keeps the state after the last step of every sample that counts.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="output">The states of all steps, (count, steps, hidden).</param>
    /// <param name="state">Receives this layer's vectors of (count, states, hidden).</param>
    /// <param name="shape">The layer, which has one direction.</param>
    /// <param name="lengths">How many steps of each sample count; empty where all do.</param>
    public static void Keep(int count, ReadOnlySpan<float> output, Span<float> state, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        int hidden = shape.Hidden;
        for (int sample = 0; sample < count; sample++)
        {
            int length = lengths.IsEmpty ? shape.Steps : (int)lengths[sample];
            output.Slice(((sample * shape.Steps) + length - 1) * hidden, hidden).CopyTo(state[(((sample * shape.States) + shape.State) * hidden)..]);
        }
    }

    /// <summary>Keeps state and cell after the last step of every sample that counts.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="output">The states of all steps, (count, steps, hidden).</param>
    /// <param name="cells">The cells of all steps, (count, steps, hidden).</param>
    /// <param name="state">Receives this layer's vectors of (count, states, hidden).</param>
    /// <param name="cell">Receives this layer's vectors of (count, states, hidden).</param>
    /// <param name="shape">The layer, which has one direction.</param>
    /// <param name="lengths">How many steps of each sample count; empty where all do.</param>
    public static void Keep(int count, ReadOnlySpan<float> output, ReadOnlySpan<float> cells, Span<float> state, Span<float> cell, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        Keep(count, output, state, shape, lengths);
        Keep(count, cells, cell, shape, lengths);
    }
}
