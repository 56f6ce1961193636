using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>
/// One step of a causal convolution, for streams. The steps that the kernel reaches back to lie in a ring,
/// <c>[phase of the dilation][2 · kernel][channels]</c>, each of them twice, a kernel's length apart: what the kernel sees is
/// then one stretch of memory, its oldest step first, and the step costs as much as a dense layer of that many inputs.
/// </summary>
public static class Conv1DStep
{
    /// <summary><c>output = Σ weight[tap] · input[earlier by (kernel − 1 − tap) · dilation] + bias</c>.</summary>
    /// <param name="position">The steps made before this one.</param>
    /// <param name="input">The step, <paramref name="channels"/> floats.</param>
    /// <param name="ring">The earlier steps, 2 · kernel · dilation · channels floats, zeros at first; takes this step.</param>
    /// <param name="weight">The weights in panels, as <see cref="Conv2D"/> has them.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten: <paramref name="filters"/> floats.</param>
    /// <param name="channels">Features of a step.</param>
    /// <param name="filters">Features that come out.</param>
    /// <param name="kernel">Taps of the kernel.</param>
    /// <param name="dilation">Steps between two taps.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(
        long position, ReadOnlySpan<float> input, Span<float> ring, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int channels, int filters, int kernel, int dilation) =>
        DenseStep.Run(Push(position, input, ring, channels, kernel, dilation), weight, bias, output, kernel * channels, filters, float.NegativeInfinity);

    /// <summary>The same with <c>max(0, …)</c> at the end; NaN stays NaN. The arguments are those of <see cref="Forward"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForwardReLU(
        long position, ReadOnlySpan<float> input, Span<float> ring, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int channels, int filters, int kernel, int dilation) =>
        DenseStep.Run(Push(position, input, ring, channels, kernel, dilation), weight, bias, output, kernel * channels, filters, 0);

    /// <summary>A step of a convolution in groups.</summary>
    /// <param name="part">The only worker there is.</param>
    /// <param name="position">The steps made before this one.</param>
    /// <param name="input">The step.</param>
    /// <param name="ring">The earlier steps.</param>
    /// <param name="weight">The weights in panels.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten.</param>
    /// <param name="window">The convolution of what the kernel sees: as many columns as it has taps, of which it makes one.</param>
    /// <param name="dilation">Steps between two taps.</param>
    public static void ForwardGroups(
        in Part part, long position, ReadOnlySpan<float> input, Span<float> ring, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape window, int dilation) =>
        Conv2D.Forward(part, 1, Push(position, input, ring, window.Channels, window.Width, dilation), weight, bias, output, window);

    /// <summary>The same with <c>max(0, …)</c> at the end; NaN stays NaN. The arguments are those of <see cref="ForwardGroups"/>.</summary>
    public static void ForwardGroupsReLU(
        in Part part, long position, ReadOnlySpan<float> input, Span<float> ring, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape window, int dilation) =>
        Conv2D.ForwardReLU(part, 1, Push(position, input, ring, window.Channels, window.Width, dilation), weight, bias, output, window);

    /// <summary>Puts the step into the ring.</summary>
    /// <returns>What the kernel sees.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<float> Push(long position, ReadOnlySpan<float> input, Span<float> ring, int channels, int kernel, int dilation)
    {
        Debug.Assert(input.Length >= channels && ring.Length >= 2 * kernel * dilation * channels, "The spans hold a step and the ring.");
        ulong step = (ulong)position;
        int phase = (int)(step % (uint)dilation), slot = (int)(step / (uint)dilation % (uint)kernel), seen = kernel * channels;
        Span<float> rows = ring.Slice(phase * 2 * seen, 2 * seen);
        StateRow.Write(input[..channels], rows.Slice(slot * channels, channels), rows.Slice((slot * channels) + seen, channels));
        return rows.Slice((slot + 1) * channels, seen);
    }
}
