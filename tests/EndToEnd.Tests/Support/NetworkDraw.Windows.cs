using System.Globalization;

namespace Espalier.EndToEnd.Tests.Support;

/// <content>What slides over images and along sequences.</content>
public sealed partial class NetworkDraw
{
    private void DrawConvolution()
    {
        bool depthwise = data.Below(5) == 0;
        int groups = depthwise ? _shape[0] : data.Below(4) == 0 ? data.Pick(Divisors(_shape[0])) : 1;
        int filters = depthwise ? groups * (data.Below(3) == 0 ? 2 : 1) : groups * data.Pick(1, 2, 3, 5, 17);
        string bias = data.Below(3) == 0 ? ", bias: false" : "";
        int kernelY = 1 + data.Below(4), kernelX = 1 + data.Below(4), strideY = 1 + data.Below(3), strideX = 1 + data.Below(3);
        int dilationY = 1 + data.Below(2), dilationX = 1 + data.Below(2);
        if (data.Below(5) == 0)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"Conv2D({filters}, kernel: [{kernelY}, {kernelX}], Padding.Same, stride: [{strideY}, {strideX}], dilation: [{dilationY}, {dilationX}], groups: {groups}{bias}{Frozen()})"));
            _shape = [filters, (_shape[1] + strideY - 1) / strideY, (_shape[2] + strideX - 1) / strideX];
            return;
        }

        int[] pads = [data.Below(3), data.Below(3), data.Below(3), data.Below(3)];
        int height = Size(_shape[1], (kernelY - 1) * dilationY + 1, strideY, pads[0] + pads[1]);
        int width = Size(_shape[2], (kernelX - 1) * dilationX + 1, strideX, pads[2] + pads[3]);
        if (height < 1 || width < 1)
        {
            kernelY = kernelX = 1;
            strideY = strideX = 1;
            height = _shape[1] + pads[0] + pads[1];
            width = _shape[2] + pads[2] + pads[3];
        }

        Line(string.Create(CultureInfo.InvariantCulture, $"Conv2D({filters}, kernel: [{kernelY}, {kernelX}], stride: [{strideY}, {strideX}], padding: [{string.Join(", ", pads)}], dilation: [{dilationY}, {dilationX}], groups: {groups}{bias}, rounding: Rounding.Floor{Frozen()})"));
        _shape = [filters, height, width];
    }

    private void DrawPool()
    {
        int kernelY = 1 + data.Below(3), kernelX = 1 + data.Below(3), strideY = 1 + data.Below(3), strideX = 1 + data.Below(3);
        int[] pads = [data.Below(kernelY / 2 + 1), data.Below(kernelY / 2 + 1), data.Below(kernelX / 2 + 1), data.Below(kernelX / 2 + 1)];
        if (kernelY > _shape[1] || kernelX > _shape[2])
        {
            return;
        }

        bool ceiling = data.Below(2) == 0;
        int height = Size(_shape[1], kernelY, strideY, pads[0] + pads[1], ceiling, pads[0]);
        int width = Size(_shape[2], kernelX, strideX, pads[2] + pads[3], ceiling, pads[2]);
        bool average = data.Below(2) == 0;
        string counts = average && data.Below(2) == 0 ? ", countIncludePad: false" : "";
        Line(string.Create(CultureInfo.InvariantCulture, $"{(average ? "Average" : "Max")}Pool2D([{kernelY}, {kernelX}], stride: [{strideY}, {strideX}], padding: [{string.Join(", ", pads)}]{counts}, rounding: Rounding.{(ceiling ? "Ceiling" : "Floor")})"));
        _shape = [_shape[0], height, width];
    }

    private void DrawConvolution1D()
    {
        int groups = data.Below(3) == 0 ? data.Pick(Divisors(_shape[1])) : 1, filters = groups * data.Pick(1, 2, 3, 5, 17);
        int kernel = 1 + data.Below(4), stride = 1 + data.Below(3), dilation = 1 + data.Below(2), extent = (kernel - 1) * dilation + 1;
        int before = data.Below(4), after = data.Below(4);
        string rounding = ", rounding: Rounding.Floor", padding = string.Create(CultureInfo.InvariantCulture, $"[{before}, {after}]");
        switch (data.Below(4))
        {
            case 0:
                (padding, before, after) = ("Padding.Causal", extent - 1, 0);
                break;
            case 1:
                (padding, rounding) = ("Padding.Same", "");
                (before, after) = (0, Math.Max((_shape[0] - 1) / stride * stride + extent - _shape[0], 0));
                break;
        }

        int steps = Size(_shape[0], extent, stride, before + after);
        if (steps < 1)
        {
            return;
        }

        Line(string.Create(CultureInfo.InvariantCulture, $"Conv1D({filters}, {kernel}, {padding}, stride: {stride}, dilation: {dilation}, groups: {groups}{rounding}{Frozen()})"));
        _shape = [steps, filters];
    }

    private void DrawTransposedConvolution()
    {
        bool depthwise = data.Below(4) == 0;
        int groups = depthwise ? _shape[0] : data.Below(3) == 0 ? data.Pick(Divisors(_shape[0])) : 1, filters = depthwise ? groups : groups * data.Pick(1, 2, 5, 17);
        int kernelY = 1 + data.Below(4), kernelX = 1 + data.Below(4), strideY = 1 + data.Below(3), strideX = 1 + data.Below(3);
        int dilationY = 1 + data.Below(2), dilationX = 1 + data.Below(2);
        int addedY = data.Below(Math.Max(strideY, dilationY)), addedX = data.Below(Math.Max(strideX, dilationX));
        int[] pads = [data.Below(2), data.Below(2), data.Below(2), data.Below(2)];
        int height = (_shape[1] - 1) * strideY - pads[0] - pads[1] + dilationY * (kernelY - 1) + addedY + 1;
        int width = (_shape[2] - 1) * strideX - pads[2] - pads[3] + dilationX * (kernelX - 1) + addedX + 1;
        if (height < 1 || width < 1 || height * width > LargestImage)
        {
            return;
        }

        Line(string.Create(CultureInfo.InvariantCulture, $"ConvTranspose2D({filters}, kernel: [{kernelY}, {kernelX}], stride: [{strideY}, {strideX}], padding: [{string.Join(", ", pads)}], outputPadding: [{addedY}, {addedX}], dilation: [{dilationY}, {dilationX}], groups: {groups}{(data.Below(3) == 0 ? ", bias: false" : "")}{Frozen()})"));
        _shape = [filters, height, width];
    }

    private void DrawUpsample()
    {
        int scaleY = 1 + data.Below(3), scaleX = 1 + data.Below(3);
        if (scaleY * _shape[1] * scaleX * _shape[2] > LargestImage)
        {
            return;
        }

        string mode = data.Pick("Nearest", "Bilinear", "Bilinear, alignCorners: true");
        Line(string.Create(CultureInfo.InvariantCulture, $"Upsample2D([{scaleY}, {scaleX}], Interpolation.{mode})"));
        _shape = [_shape[0], _shape[1] * scaleY, _shape[2] * scaleX];
    }

    private void DrawPool1D()
    {
        int kernel = 1 + data.Below(3), stride = 1 + data.Below(3), before = data.Below(kernel / 2 + 1), after = data.Below(kernel / 2 + 1);
        if (kernel > _shape[0])
        {
            return;
        }

        bool ceiling = data.Below(2) == 0, average = data.Below(2) == 0, same = data.Below(4) == 0;
        string counts = average && data.Below(2) == 0 ? ", countIncludePad: false" : "";
        string padding = same ? "Padding.Same" : string.Create(CultureInfo.InvariantCulture, $"[{before}, {after}]");
        string rounding = same ? "" : ", rounding: Rounding." + (ceiling ? "Ceiling" : "Floor");
        Line(string.Create(CultureInfo.InvariantCulture, $"{(average ? "Average" : "Max")}Pool1D({kernel}, {padding}, stride: {stride}{counts}{rounding})"));
        _shape = [same ? (_shape[0] + stride - 1) / stride : Size(_shape[0], kernel, stride, before + after, ceiling, before), _shape[1]];
    }

    private void DrawAdaptivePool()
    {
        int height = 1 + data.Below(5), width = 1 + data.Below(5);
        Line(string.Create(CultureInfo.InvariantCulture, $"AdaptiveAveragePool{(_shape.Length == 2 ? $"1D({width})" : $"2D({height}, {width})")}"));
        _shape = _shape.Length == 2 ? [width, _shape[1]] : [_shape[0], height, width];
    }

    private void DrawGlobalPool()
    {
        Line("Global" + data.Pick("Average", "Max") + "Pool" + (_shape.Length == 2 ? "1D" : "2D"));
        _shape = [Channels];
    }

    private void DrawFlatten()
    {
        Line("Flatten");
        _shape = [Channels * Pixels];
    }

    /// <summary>Pixels beyond which an image does not grow.</summary>
    private const int LargestImage = 150;

    private static int Size(int size, int kernel, int stride, int pads, bool ceiling = false, int before = 0)
    {
        int room = size + pads - kernel;
        if (room < 0)
        {
            return 0;
        }

        int windows = (ceiling ? (room + stride - 1) / stride : room / stride) + 1;
        return ceiling && (windows - 1) * stride >= size + before ? windows - 1 : windows;
    }
}
