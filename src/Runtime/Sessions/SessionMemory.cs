using System.Globalization;
using Espalier.Kernels;

namespace Espalier;

/// <summary>
/// The memory of a training session: the arena, and what stands between its layout and the user's order. Everything
/// is counted in long before anything is allocated.
/// </summary>
internal sealed class SessionMemory
{
    private readonly SessionLayout _layout;
    private readonly int _capacity;
    private readonly int _transposedStart;
    private readonly int _samplesStart;
    private readonly AlignedBuffer _arena;

    internal SessionMemory(NetworkDescription description, in SessionLayout layout, Optimizer optimizer, int capacity)
    {
        CheckLayout(description, layout);
        _layout = layout;
        _capacity = capacity;
        long fixedLength = AlignedBuffer.RoundUp(layout.Fixed);
        long samplesStart = fixedLength + AlignedBuffer.RoundUp(layout.TransposedLength);
        StateStride = (int)AlignedBuffer.RoundUp(description.TrainableLength);
        CheckCapacity(description, optimizer, samplesStart);
        _transposedStart = (int)fixedLength;
        _samplesStart = (int)samplesStart;
        _arena = new AlignedBuffer(samplesStart + layout.PerSample * capacity);
        State = new AlignedBuffer((long)StateStride * optimizer.StateSlots);
        Losses = new AlignedBuffer((long)capacity * Math.Max(1, LossCount));
        Outputs = Array.ConvertAll(layout.Outputs, output => IsImage(output.Length, output.Pixels) ? new AlignedBuffer((long)output.Length * capacity) : null);
        OutputGradients = Array.ConvertAll(layout.Outputs, output => IsImage(output.Length, output.Pixels) ? new AlignedBuffer((long)output.Length * capacity) : null);
        InputGradients = Array.ConvertAll(layout.Inputs, input => _layout.InputGradient && IsImage(input.Length, input.Pixels) ? new AlignedBuffer((long)input.Length * capacity) : null);
        Labels = Array.ConvertAll(layout.Losses ?? [], loss => loss.Classes > 0 ? new LabelStore(loss, capacity) : null);
        Targets = Array.ConvertAll(layout.Losses ?? [], loss => loss.Classes > 0 ? null : new AlignedBuffer((long)loss.Length * capacity));
    }

    /// <summary>The optimizer's state: a block of the parameters' layout for each of its slots.</summary>
    internal AlignedBuffer State { get; }

    /// <summary>Floats from one slot of the optimizer's state to the next.</summary>
    internal int StateStride { get; }

    /// <summary>One number a sample for each loss, one loss after the other.</summary>
    internal AlignedBuffer Losses { get; }

    /// <summary>The outputs in PyTorch's order, where that is not the order inside.</summary>
    internal AlignedBuffer?[] Outputs { get; }

    internal AlignedBuffer?[] OutputGradients { get; }

    internal AlignedBuffer?[] InputGradients { get; }

    /// <summary>What each loss compares with: labels or else targets, in the order inside.</summary>
    internal LabelStore?[] Labels { get; }

    internal AlignedBuffer?[] Targets { get; }

    private int LossCount => _layout.Losses?.Length ?? 0;

    internal Span<float> LossesOf(int loss, int count) => Losses.Span.Slice(loss * _capacity, count);

    internal Span<float> Samples(int offset, int count, int length) => _arena.Span.Slice(_samplesStart + offset * _capacity, count * length);

    internal Span<float> Fixed(int offset, int length) => _arena.Span[.._transposedStart].Slice(offset, length);

    internal Span<float> Transposed(int offset, int length) => _arena.Span[_transposedStart.._samplesStart].Slice(offset, length);

    /// <summary>Whether some of the values lie in what the passes write to.</summary>
    internal bool Holds(ReadOnlySpan<float> values) => values.Overlaps(_arena.Span);

    /// <summary>Copies samples in PyTorch's order to the order inside.</summary>
    internal static void TakeIn(in Part part, int count, ReadOnlySpan<float> source, Span<float> destination, int length, int pixels)
    {
        if (IsImage(length, pixels))
        {
            ChannelsLast.FromPlanar(part, count, source, destination, length / pixels, pixels);
        }
        else
        {
            Copy(part, source, destination);
        }
    }

    /// <summary>Copies samples from the order inside to PyTorch's order.</summary>
    internal static void GiveOut(in Part part, int count, ReadOnlySpan<float> source, Span<float> destination, int length, int pixels)
    {
        if (IsImage(length, pixels))
        {
            ChannelsLast.ToPlanar(part, count, source, destination, length / pixels, pixels);
        }
        else
        {
            Copy(part, source, destination);
        }
    }

    internal static bool IsImage(int length, int pixels) => pixels > 1 && length > pixels;

    private static void Copy(in Part part, ReadOnlySpan<float> source, Span<float> destination)
    {
        (int start, int end) = part.Range(source.Length, 1024);
        source[start..end].CopyTo(destination[start..]);
    }

    private static void CheckLayout(NetworkDescription description, in SessionLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout.Activations, nameof(layout));
        ArgumentOutOfRangeException.ThrowIfNegative(layout.Fixed, nameof(layout));
        ArgumentOutOfRangeException.ThrowIfNegative(layout.PerSample, nameof(layout));
        ArgumentOutOfRangeException.ThrowIfNegative(layout.TransposedLength, nameof(layout));
        ArgumentNullException.ThrowIfNull(layout.Inputs, nameof(layout));
        ArgumentNullException.ThrowIfNull(layout.Outputs, nameof(layout));
        CheckLengths(description, "inputs", Array.ConvertAll(layout.Inputs, input => input.Length), description.Inputs);
        CheckLengths(description, "outputs", Array.ConvertAll(layout.Outputs, output => output.Length), description.Outputs);
        foreach (InputPlace input in layout.Inputs)
        {
            CheckPlace(layout, "input", input.Offset, input.Length, input.Pixels);
            if (layout.InputGradient)
            {
                CheckPlace(layout, "input gradient", input.GradientOffset, input.Length, input.Pixels);
            }
        }

        foreach (OutputPlace output in layout.Outputs)
        {
            CheckPlace(layout, "output", output.Offset, output.Length, output.Pixels);
            CheckPlace(layout, "output gradient", output.GradientOffset, output.Length, output.Pixels);
        }

        foreach (ActivationInfo activation in layout.Activations)
        {
            CheckPlace(layout, activation.Name, activation.Offset, activation.Length, activation.Pixels);
        }
    }

    private static void CheckLengths(NetworkDescription description, string what, int[] lengths, ReadOnlySpan<NamedShape> shapes)
    {
        int[] expected = Array.ConvertAll(shapes.ToArray(), shape => shape.Length);
        if (!lengths.AsSpan().SequenceEqual(expected))
        {
            throw new ArgumentException($"layout has {what} of {string.Join(", ", lengths)} floats; {description.Name} has {string.Join(", ", expected)}.", "layout");
        }
    }

    private static void CheckPlace(in SessionLayout layout, string name, int offset, int length, int pixels)
    {
        if (offset < 0 || length < 0 || offset + (long)length > layout.PerSample || pixels < 1 || length % pixels != 0)
        {
            throw new ArgumentException($"layout places {name} at [{offset}, {offset + (long)length}) with {pixels} pixels; expected whole pixels within [0, {layout.PerSample}).", nameof(layout));
        }
    }

    private void CheckCapacity(NetworkDescription description, Optimizer optimizer, long samplesStart)
    {
        long answers = 0, images = 0, longest = 1;
        foreach (LossInfo loss in _layout.Losses ?? [])
        {
            answers += 1 + (long)loss.Length;
            longest = Math.Max(longest, loss.Length);
        }

        foreach (OutputPlace output in _layout.Outputs)
        {
            images += IsImage(output.Length, output.Pixels) ? 2L * output.Length : 0;
            longest = Math.Max(longest, output.Length);
        }

        foreach (InputPlace input in _layout.Inputs)
        {
            images += _layout.InputGradient && IsImage(input.Length, input.Pixels) ? input.Length : 0;
        }

        long perSample = _layout.PerSample + answers + images;
        long once = samplesStart + (1L + optimizer.StateSlots + optimizer.ScratchSlots) * StateStride;

        // One array holds the arena, and the machine holds everything.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(float);
        long machine = available > 0 ? available : long.MaxValue;
        long inArray = (AlignedBuffer.MaximumLength - samplesStart) / Math.Max(_layout.PerSample, longest);
        long most = Math.Clamp(Math.Min(inArray, (machine - once) / perSample), 0, int.MaxValue);
        if (_capacity > most)
        {
            FormattableString message = $"batchSize is {_capacity}; a sample of {description.Name} takes {perSample * sizeof(float)} bytes in training and the rest {once * sizeof(float)}, so that at most {most} samples fit.";
            throw new ArgumentOutOfRangeException("batchSize", _capacity, message.ToString(CultureInfo.InvariantCulture));
        }
    }
}
