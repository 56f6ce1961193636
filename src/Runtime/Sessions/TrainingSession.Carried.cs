namespace Espalier;

// What stateful layers carry from one step to the next, row by row of the batch.
public abstract unsafe partial class TrainingSession
{
    private CarriedPlace[] CarriedPlaces => _layout.Carried ?? [];

    /// <summary>
    /// Lets every row of the batch start from zeros at the next step, as at the start of new sequences: the states that stateful
    /// layers carried over are forgotten. Does nothing where no layer is stateful.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void ResetState()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (CarriedPlace place in CarriedPlaces)
        {
            _memory.Samples(place.Offset, BatchSize, place.Length).Clear();
        }
    }

    /// <summary>Lets one row of the batch start from zeros at the next step: its sequence ended.</summary>
    /// <param name="row">The row, from 0 to the batch size − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void ResetState(int row)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (row < 0 || row >= BatchSize)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row is {row}; expected 0 to {BatchSize - 1}, since batchSize is {BatchSize}.");
        }

        foreach (CarriedPlace place in CarriedPlaces)
        {
            _memory.Samples(place.Offset, BatchSize, place.Length).Slice(row * place.Length, place.Length).Clear();
        }
    }

    private static void CheckCarries(Network network, Optimizer optimizer, in SessionLayout layout)
    {
        if (optimizer is Lbfgs && layout.Carried is { Length: > 0 } carried)
        {
            throw new ArgumentException($"optimizer is Lbfgs, which evaluates a batch several times; {network.Description.Name} carries {carried[0].Name} on with every evaluation. Use another optimizer, or leave stateful out.", nameof(optimizer));
        }
    }

    /// <summary>What is carried, as tensors of a file: [batch size, floats of a row] each, in a copy.</summary>
    private List<TensorSlot> CarriedSlots(out AlignedBuffer copy)
    {
        long length = 0;
        foreach (CarriedPlace place in CarriedPlaces)
        {
            length += AlignedBuffer.RoundUp((long)place.Length * BatchSize);
        }

        copy = new AlignedBuffer(length);
        var slots = new List<TensorSlot>();
        int start = 0;
        foreach (CarriedPlace place in CarriedPlaces)
        {
            Span<float> values = _memory.Samples(place.Offset, BatchSize, place.Length);
            values.CopyTo(copy.Span[start..]);
            string name = "carried." + place.Name;
            slots.Add(new TensorSlot(name, new TensorInfo(name, [BatchSize, place.Length], 0, TensorLayout.Vector(values.Length), Initializer.Zeros), copy, start));
            start += (int)AlignedBuffer.RoundUp(values.Length);
        }

        return slots;
    }

    private AlignedBuffer CarriedCopy()
    {
        CarriedSlots(out AlignedBuffer copy);
        return copy;
    }

    /// <summary>Goes on from a copy of what was carried.</summary>
    private void Carry(AlignedBuffer copy)
    {
        int start = 0;
        foreach (CarriedPlace place in CarriedPlaces)
        {
            Span<float> values = _memory.Samples(place.Offset, BatchSize, place.Length);
            copy.Span.Slice(start, values.Length).CopyTo(values);
            start += (int)AlignedBuffer.RoundUp(values.Length);
        }
    }
}
