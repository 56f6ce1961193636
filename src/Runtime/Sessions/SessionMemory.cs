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
        Losses = new AlignedBuffer(capacity);
        if (HasImageOutput)
        {
            Output = new AlignedBuffer((long)layout.OutputLength * capacity);
            OutputGradient = new AlignedBuffer((long)layout.OutputLength * capacity);
        }

        if (layout.InputGradient && HasImageInput)
        {
            InputGradient = new AlignedBuffer((long)layout.InputLength * capacity);
        }
    }

    /// <summary>True where samples are turned to channels last at the door.</summary>
    internal bool HasImageInput => IsImage(_layout.InputLength, _layout.InputPixels);

    /// <summary>True where outputs are turned to PyTorch's order at the door.</summary>
    internal bool HasImageOutput => IsImage(_layout.OutputLength, _layout.OutputPixels);

    /// <summary>The optimizer's state: a block of the parameters' layout for each of its slots.</summary>
    internal AlignedBuffer State { get; }

    /// <summary>Floats from one slot of the optimizer's state to the next.</summary>
    internal int StateStride { get; }

    internal AlignedBuffer Losses { get; }

    /// <summary>The output in PyTorch's order, where that is not the order inside.</summary>
    internal AlignedBuffer? Output { get; }

    internal AlignedBuffer? OutputGradient { get; }

    internal AlignedBuffer? InputGradient { get; }

    internal Span<float> Samples(int offset, int count, int length) => _arena.Span.Slice(_samplesStart + offset * _capacity, count * length);

    internal Span<float> Fixed(int offset, int length) => _arena.Span[.._transposedStart].Slice(offset, length);

    internal Span<float> Transposed(int offset, int length) => _arena.Span[_transposedStart.._samplesStart].Slice(offset, length);

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

    private static bool IsImage(int length, int pixels) => pixels > 1 && length > pixels;

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
        if (layout.InputLength != description.InputLength)
        {
            throw new ArgumentException($"layout takes inputs of {layout.InputLength} floats; {description.Name} takes {description.InputLength}.", nameof(layout));
        }

        CheckPlace(layout, "input", layout.InputOffset, layout.InputLength, layout.InputPixels);
        CheckPlace(layout, "output", layout.OutputOffset, layout.OutputLength, layout.OutputPixels);
        CheckPlace(layout, "output gradient", layout.OutputGradientOffset, layout.OutputLength, layout.OutputPixels);
        CheckPlace(layout, "input gradient", layout.InputGradientOffset, layout.InputGradient ? layout.InputLength : 0, layout.InputPixels);
        foreach (ActivationInfo activation in layout.Activations)
        {
            CheckPlace(layout, activation.Name, activation.Offset, activation.Length, activation.Pixels);
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
        long answers = 2 + (long)_layout.OutputLength;
        long images = (HasImageOutput ? 2L * _layout.OutputLength : 0) + (_layout.InputGradient && HasImageInput ? _layout.InputLength : 0);
        long perSample = _layout.PerSample + answers + images;
        long once = samplesStart + (1L + optimizer.StateSlots) * StateStride;

        // One array holds the arena, and the machine holds everything.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(float);
        long machine = available > 0 ? available : long.MaxValue;
        long inArray = (AlignedBuffer.MaximumLength - samplesStart) / Math.Max(1, Math.Max(_layout.PerSample, _layout.OutputLength));
        long most = Math.Clamp(Math.Min(inArray, (machine - once) / perSample), 0, int.MaxValue);
        if (_capacity > most)
        {
            FormattableString message = $"batchSize is {_capacity}; a sample of {description.Name} takes {perSample * sizeof(float)} bytes in training and the rest {once * sizeof(float)}, so that at most {most} samples fit.";
            throw new ArgumentOutOfRangeException("batchSize", _capacity, message.ToString(CultureInfo.InvariantCulture));
        }
    }
}
