using System.Globalization;
using System.Text;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Draws a valid declaration, line by line, keeping track of the shape.</summary>
public sealed partial class NetworkDraw(Data data)
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, int[] Shape)> _taps = [];
    private int[] _shape = [];
    private int _norms;

    public string Declare(string name)
    {
        _shape = data.Below(4) switch
        {
            0 => [1 + data.Below(20)],
            1 => [2 + data.Below(11), data.Pick(1, 2, 3, 5, 17)],
            _ => [data.Pick(1, 2, 3, 5, 17), 3 + data.Below(6), 3 + data.Below(6)],
        };
        _text.Append(CultureInfo.InvariantCulture, $"[Network]\n[Input({string.Join(", ", _shape)})]");
        int lines = 2 + data.Below(7);
        for (int i = 0; i < lines; i++)
        {
            data.Pick(_shape.Length switch { 3 => OnImage, 2 => OnSequence, _ => OnFeatures })();
            DrawJoin();
            data.Pick<Action>(DrawShape, DrawJoinOfAny, () => { })();
        }

        _text.AppendLine(DrawLoss()).Append("public sealed partial class ").Append(name).AppendLine(";");
        return _text.ToString();
    }

    private void Line(string attribute) => _text.Append(CultureInfo.InvariantCulture, $"\n[{attribute}]");

    // What stands several times is drawn more often.
    private Action[] OnImage =>
    [
        DrawConvolution, DrawConvolution, DrawConvolution, DrawTransposedConvolution, DrawUpsample,
        DrawPool, DrawPool, DrawAdaptivePool, Seldom(DrawGlobalPool), Seldom(DrawFlatten), Seldom(DrawDense),
        DrawElementwise, DrawElementwise, DrawElementwise,
    ];

    private Action[] OnSequence =>
    [
        DrawConvolution1D, DrawConvolution1D, DrawDense, DrawPool1D, DrawPool1D, DrawAdaptivePool, Seldom(DrawGlobalPool), Seldom(DrawFlatten),
        DrawElementwise, DrawElementwise,
    ];

    private Action[] OnFeatures => [DrawDense, DrawDense, DrawElementwise, DrawElementwise];

    private Action Seldom(Action draw) => data.Below(3) == 0 ? draw : DrawElementwise;

    private void DrawDense()
    {
        int units = data.Pick(1, 2, 3, 5, 7, 16, 17, 33);
        Line(string.Create(CultureInfo.InvariantCulture, $"Dense({units}{(data.Below(4) == 0 ? ", bias: false" : "")}{Frozen()})"));
        _shape = _shape.Length == 2 ? [_shape[0], units] : [units];
    }

    private void DrawElementwise()
    {
        // Not many norms: two in a row over few samples amplify rounding beyond what can be compared.
        string line = data.Below(8) switch
        {
            0 or 1 => "ReLU",
            2 => data.Below(3) > 0 ? DrawActivation() : "LeakyReLU(0.25f)",
            3 => "Sigmoid",
            4 => data.Below(3) > 0 ? DrawActivation() : "Tanh",
            5 => data.Below(3) == 0 ? "Softmax" : "Tanh",
            6 => DrawDropout(),
            _ => _norms++ == 0 ? DrawNorm() : "ReLU",
        };
        Line(line);
    }

    private string DrawNorm()
    {
        bool isImage = _shape.Length == 3, hasPixels = _shape.Length > 1 && Pixels >= 4;
        int channels = _shape[_shape.Length == 2 ? 1 : 0], length = _shape.Aggregate(1, (product, size) => product * size);
        string affine = data.Below(3) == 0 ? ", affine: false" : "";
        bool perPixel = isImage && channels >= 4 && data.Below(2) == 0;
        string whole = perPixel ? ", perPixel: true" : "";
        int[] groups = [.. Divisors(channels).Where(count => length / count >= 4)];
        return data.Below(7) switch
        {
            0 when length >= 4 && (_shape.Length != 2 || Channels >= 4) => "LayerNorm(epsilon: 0.01f" + affine + whole + (data.Below(3) == 0 ? ", bias: false" : "") + Frozen() + ")",
            1 => "RMSNorm(epsilon: 0.01f" + affine + whole + Frozen() + ")",
            2 when groups.Length > 0 => string.Create(CultureInfo.InvariantCulture, $"GroupNorm({data.Pick(groups)}, epsilon: 0.01f{affine}{Frozen()})"),
            3 when hasPixels => "InstanceNorm(epsilon: 0.01f" + (data.Below(2) == 0 ? ", affine: true" : "") + Frozen() + ")",
            4 => string.Create(CultureInfo.InvariantCulture, $"LocalResponseNorm({1 + data.Below(6)}, alpha: 0.5f{(data.Below(2) == 0 ? ", beta: 0.6f" : "")})"),
            5 => "BatchNorm(epsilon: 0.01f, useRunningStatistics: true" + affine + Frozen() + ")",
            _ when hasPixels => "BatchNorm(epsilon: 0.01f" + affine + ", useRunningStatistics: false" + Frozen() + ")",
            _ => "ReLU",
        };
    }

    /// <summary>A dropout, and a layer that keeps what the dropout gave: the check reads the mask from there.</summary>
    private string DrawDropout()
    {
        Line(_shape.Length > 1 && data.Below(2) == 0 ? "Dropout2D(0.4f)" : "Dropout(0.4f)");
        if (_shape.Length == 3)
        {
            DrawConvolution();
        }
        else
        {
            DrawDense();
        }

        return "ReLU";
    }

    /// <summary>A name for later, a sum with an earlier line of the same shape, or a line that starts from above.</summary>
    private void DrawJoin()
    {
        string[] same = [.. _taps.Where(tap => tap.Shape.SequenceEqual(_shape)).Select(tap => tap.Name)];
        switch (data.Below(5))
        {
            case 0:
                Tap();
                break;
            case 1 when same.Length > 0:
                Line("Add(\"" + data.Pick(same) + "\")");
                break;
            case 2 when _shape.Length == 3:
                // A branch and back: the identity and a convolution that keeps the shape.
                string from = Tap();
                Line(string.Create(CultureInfo.InvariantCulture, $"Conv2D({_shape[0]}, kernel: 3, padding: 1)"));
                Line("Add(\"" + from + "\")");
                break;
            case 2 when _shape.Length == 2:
                string earlier = Tap();
                Line(string.Create(CultureInfo.InvariantCulture, $"Conv1D({_shape[1]}, kernel: 3, padding: Padding.{(data.Below(2) == 0 ? "Same" : "Causal")})"));
                Line("Add(\"" + earlier + "\")");
                break;
            case 3 when _shape.Length == 1 && data.Below(2) == 0:
                string start = Tap();
                Line("Dense(5)");
                string left = Tap([5]);
                Line("Dense(5, From = \"" + start + "\")");
                Line("Add(\"" + left + "\")");
                _shape = [5];
                break;
        }
    }

    private string Tap(int[]? shape = null)
    {
        string name = "tap" + _taps.Count.ToString(CultureInfo.InvariantCulture);
        Line("Tap(\"" + name + "\")");
        _taps.Add((name, shape ?? _shape));
        return name;
    }

    private string DrawLoss()
    {
        // Something to learn in any case.
        if (_shape.Length == 3 && data.Below(2) == 0)
        {
            Line("Conv2D(2, kernel: 1)");
        }
        else
        {
            Line("Dense(4)");
            _shape = _shape.Length == 2 ? [_shape[0], 4] : [4];
        }

        return _shape.Length == 1 && data.Below(2) == 0 ? "\n[SoftmaxCrossEntropy]" : data.Below(5) == 0 ? "" : "\n[MeanSquaredError]";
    }

    private int Channels => _shape.Length == 2 ? _shape[1] : _shape[0];

    private int Pixels => _shape.Length switch { 3 => _shape[1] * _shape[2], 2 => _shape[0], _ => 1 };

    private string Frozen() => data.Below(8) == 0 ? ", Frozen = true" : "";

    private static int[] Divisors(int number) => [.. Enumerable.Range(1, number).Where(divisor => number % divisor == 0)];
}
