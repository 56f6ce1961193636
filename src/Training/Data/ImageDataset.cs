using System.Numerics;
using System.Runtime.CompilerServices;

namespace Espalier.Training;

/// <summary>
/// Images with class labels, held as bytes, one channel after the other (channels, height, width). They become floats
/// when a sample is read, by the data set's <see cref="Normalization"/>: 0…1 unless another is set.
/// </summary>
public sealed class ImageDataset : Dataset
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;
    private readonly int _first;

    /// <summary>Wraps images; the arrays are used as they are, not copied.</summary>
    /// <param name="channels">Channels of an image, at least 1.</param>
    /// <param name="height">Rows of an image, at least 1.</param>
    /// <param name="width">Columns of an image, at least 1.</param>
    /// <param name="pixels">The images, one after the other, each (channels, height, width).</param>
    /// <param name="labels">One label per image, each in 0 … classes − 1.</param>
    /// <param name="classes">The number of classes, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is below 1, the pixels do not make up whole images, labels and images differ in number, or a label is not a class.</exception>
    public ImageDataset(int channels, int height, int width, byte[] pixels, byte[] labels, int classes)
        : this(channels, height, width, pixels, labels, classes, 0, labels?.Length ?? 0, Normalization.ZeroToOne(Math.Max(channels, 1)))
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.Length != (long)labels.Length * InputLength)
        {
            string ragged = pixels.Length % InputLength == 0 ? $"{pixels.Length / InputLength} images" : $"{pixels.Length / InputLength} images and a rest of {pixels.Length % InputLength} bytes";
            throw new ArgumentException($"The pixels make up {ragged} of {channels}×{height}×{width} = {InputLength} bytes; expected {labels.Length} images, one per label.", nameof(pixels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(i, labels[i], classes);
        }
    }

    private ImageDataset(int channels, int height, int width, byte[] pixels, byte[] labels, int classes, int first, int count, Normalization normalization)
        : base(count, [channels, height, width], classes)
    {
        _pixels = pixels;
        _labels = labels;
        _first = first;
        Normalization = normalization;
    }

    /// <summary>Channels of an image.</summary>
    public int Channels => Shape[0];

    /// <summary>Rows of an image.</summary>
    public int Height => Shape[1];

    /// <summary>Columns of an image.</summary>
    public int Width => Shape[2];

    /// <summary>How bytes become floats.</summary>
    public Normalization Normalization { get; }

    /// <summary>The bytes of an image, one channel after the other.</summary>
    /// <param name="index">The image, 0 … Count − 1.</param>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        CheckIndex(index);
        return _pixels.AsSpan((_first + index) * InputLength, InputLength);
    }

    /// <inheritdoc/>
    public override int Label(int index)
    {
        CheckIndex(index);
        return _labels[_first + index];
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        ReadOnlySpan<byte> pixels = Pixels(index);
        int plane = Height * Width;
        for (int channel = 0; channel < Channels; channel++)
        {
            Normalize(pixels.Slice(channel * plane, plane), destination.Slice(channel * plane, plane), Normalization.Means[channel], Normalization.Deviations[channel]);
        }
    }

    /// <summary>The same images, read by another normalisation; the bytes are shared.</summary>
    /// <param name="normalization">One mean and deviation per channel.</param>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    public ImageDataset With(Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        return normalization.Means.Length == Channels
            ? new ImageDataset(Channels, Height, Width, _pixels, _labels, Classes, _first, Count, normalization)
            : throw new ArgumentException($"The normalisation has {normalization.Means.Length} channels; the images have {Channels}.", nameof(normalization));
    }

    /// <summary>A run of the images; the bytes are shared.</summary>
    /// <param name="start">The first image.</param>
    /// <param name="count">The number of images, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run is empty or leaves the data set.</exception>
    public ImageDataset Slice(int start, int count)
    {
        if (start < 0 || count < 1 || start > Count - count)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"The images {start} … {(long)start + count - 1} were asked for; expected at least one of 0 … {Count - 1}.");
        }

        return new ImageDataset(Channels, Height, Width, _pixels, _labels, Classes, _first + start, count, Normalization);
    }

    /// <summary>Counts how often each byte occurs in a channel.</summary>
    internal void CountValues(int channel, Span<long> counts)
    {
        counts.Clear();
        int plane = Height * Width;
        for (int i = 0; i < Count; i++)
        {
            foreach (byte value in _pixels.AsSpan(((_first + i) * InputLength) + (channel * plane), plane))
            {
                counts[value]++;
            }
        }
    }

    // Divides as the definition says, so that pixels / 255f gives the same bits elsewhere.
    private static void Normalize(ReadOnlySpan<byte> pixels, Span<float> destination, float mean, float deviation)
    {
        int i = 0;
        int width = Vector<float>.Count;
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Write(low, destination[i..], mean, deviation);
            Write(high, destination[(i + (2 * width))..], mean, deviation);
        }

        for (; i < pixels.Length; i++)
        {
            destination[i] = ((pixels[i] / 255f) - mean) / deviation;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector<ushort> pixels, Span<float> destination, float mean, float deviation)
    {
        Vector.Widen(pixels, out Vector<uint> low, out Vector<uint> high);
        Normalize(low, mean, deviation).CopyTo(destination);
        Normalize(high, mean, deviation).CopyTo(destination[Vector<float>.Count..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Normalize(Vector<uint> pixels, float mean, float deviation) =>
        ((Vector.ConvertToSingle(Vector.AsVectorInt32(pixels)) / new Vector<float>(255f)) - new Vector<float>(mean)) / new Vector<float>(deviation);
}
