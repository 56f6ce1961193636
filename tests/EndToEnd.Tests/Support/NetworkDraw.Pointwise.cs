using System.Globalization;

namespace Espalier.EndToEnd.Tests.Support;

/// <content>Activations, joins, and layers that change the shape alone.</content>
public sealed partial class NetworkDraw
{
    private int Length => _shape.Aggregate(1, (product, size) => product * size);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One of the activations; those that change the shape say so.</summary>
    private string DrawActivation()
    {
        int pieces = data.Pick(Divisors(Channels));
        switch (data.Below(15))
        {
            case 0: return Text($"PReLU(slope: 0.3f{Frozen()})");
            case 1: return Text($"PReLU(parameters: {Channels}{Frozen()})");
            case 2: return "ELU(alpha: 0.7f)";
            case 3: return "SELU";
            case 4: return "GELU";
            case 5: return "GELU(Approximation.Tanh)";
            case 6: return "SiLU";
            case 7: return "Softplus(beta: 2f)";
            case 8: return "HardSigmoid";
            case 9: return "HardSwish";
            case 10: return "LogSoftmax";
            case 11: return "Identity";
            case 12 when pieces > 1:
                _shape = WithChannels(_shape, Channels / pieces);
                return Text($"Maxout({pieces})");
            default: return "Tanh";
        }
    }

    /// <summary>A layer that moves values, as far as the present shape has one.</summary>
    private void DrawShape()
    {
        int axis = data.Below(_shape.Length), size = _shape[axis];
        string name = _shape.Length == 3 ? data.Pick("Channels", "Rows", "Columns") : _shape.Length == 2 ? data.Pick("Steps", "Features") : "Features";
        axis = name switch { "Channels" or "Steps" => 0, "Rows" => 1, "Columns" => 2, _ => _shape.Length - 1 };
        size = _shape[axis];
        switch (data.Below(5))
        {
            case 0 when size > 1:
                int start = data.Below(size), length = 1 + data.Below(size - start);
                Line(Text($"Slice({start}, {length}, Axis.{name})"));
                _shape = [.. _shape];
                _shape[axis] = length;
                break;
            case 1 when _shape.Length == 3 && Length < 600:
                int[] pads = [data.Below(3), data.Below(3), data.Below(3), data.Below(3)];
                Line(Text($"Pad([{string.Join(", ", pads)}], value: 0.5f)"));
                _shape = [_shape[0], pads[0] + _shape[1] + pads[1], pads[2] + _shape[2] + pads[3]];
                break;
            case 1 when Length < 200:
                int before = data.Below(3), after = data.Below(3);
                Line(Text($"Pad([{before}, {after}])"));
                _shape = [before + _shape[0] + after, .. _shape[1..]];
                break;
            case 2 when _shape.Length == 2:
                Line("Transpose");
                _shape = [_shape[1], _shape[0]];
                break;
            case 3 or 4:
                int all = Length, rows = data.Pick(Divisors(all)), columns = data.Pick(Divisors(all / rows));
                _shape = data.Below(3) switch { 0 => [all], 1 => [rows, all / rows], _ => [all / rows / columns, rows, columns] };
                Line(Text($"Reshape({string.Join(", ", _shape)})"));
                break;
        }
    }

    /// <summary>A join with an earlier line whose shape goes with the present one.</summary>
    private void DrawJoinOfAny()
    {
        string[] same = Taps(shape => shape.SequenceEqual(_shape));
        string[] vectors = Taps(shape => shape.Length == 1 && _shape.Length > 1 && shape[0] == Channels);
        (string Name, int[] Shape)[] beside = [.. _taps.Where(tap => tap.Shape.Length == _shape.Length && Differing(tap.Shape) <= 1 && Length < 400)];
        switch (data.Below(5))
        {
            case 0 when same.Length > 0:
                Line(Text($"Subtract(\"{data.Pick(same)}\")"));
                break;
            case 1 when same.Length > 0:
                // Factors between −1 and 1: products of products would grow beyond what can be compared.
                Line("Tanh");
                Line(Text($"Multiply(\"{data.Pick(same)}\")"));
                break;
            case 2 when vectors.Length > 0:
                Line(Text($"{data.Pick("Add", "Multiply")}(\"{data.Pick(vectors)}\")"));
                break;
            case 3 or 4 when beside.Length > 0:
                (string other, int[] shape) = data.Pick(beside);
                int axis = Enumerable.Range(0, shape.Length).FirstOrDefault(d => shape[d] != _shape[d], data.Below(shape.Length));
                string name = shape.Length switch { 3 => ((string[])["Channels", "Rows", "Columns"])[axis], 2 => ((string[])["Steps", "Features"])[axis], _ => "Features" };
                Line(Text($"Concat(Axis.{name}, \"{other}\")"));
                _shape = [.. _shape];
                _shape[axis] += shape[axis];
                break;
        }

        string[] Taps(Func<int[], bool> fits) => [.. _taps.Where(tap => fits(tap.Shape)).Select(tap => tap.Name)];

        int Differing(int[] shape) => shape.Where((size, d) => size != _shape[d]).Count();
    }

    private static int[] WithChannels(int[] shape, int channels) =>
        shape.Length switch { 3 => [channels, shape[1], shape[2]], 2 => [shape[0], channels], _ => [channels] };
}
