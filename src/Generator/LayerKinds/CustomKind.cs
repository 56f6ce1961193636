using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// [Custom&lt;T&gt;]: a layer of the user's over whole samples. It sees images in the order in which people write them, so that
/// they are brought there and back.
/// </summary>
internal sealed class CustomKind : LayerKind
{
    public override string Name => "Custom";

    public override string? Implements => "ICustom";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        string option = node.Spec.Has("shape") ? "shape" : "features";
        EquatableArray<long> sizes = node.Spec.Ints(option);
        if (sizes.Length is < 1 or > 3)
        {
            report.WrongLength(option, sizes.Length, "[features], [steps, features] or [channels, height, width]");
            return null;
        }

        bool isSound = sizes.All(size => report.AtLeast(option, size, 1));
        isSound &= node.Spec.Numbers("options").All(number => report.InRange("options", number, number >= -float.MaxValue && number <= float.MaxValue, "finite numbers"));
        isSound &= report.AtLeast("parameters", node.Spec.Int("parameters"), 0);
        return isSound ? new Shape(sizes.Select(size => (int)size).ToArray()) : null;
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node) => !HasParameters(node.Spec) ? [] :
    [
        Initializers.Weight(node, new Parameter("weight", [Count(node)], "[parameters]")
        {
            FanIn = node.Input.Shape!.Length,
            FanOut = node.Output.Shape!.Length,
        }),
    ];

    public override IEnumerable<string> ParameterNames(LayerSpec line) => line.IsKnown && HasParameters(line) ? ["weight"] : [];

    public override string Detail(LayerNode node) => node.Spec.TypeArgument!.Name;

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.All;

    public override void Forward(ForwardContext forward)
    {
        LayerNode node = forward.Node;
        Shape read = node.Input.Shape!, written = node.Output.Shape!;
        Operand input = read.IsReordered ? forward.Scratch(InputName, read.Length) : forward.Input();
        Operand output = written.IsReordered ? forward.Scratch("Output", written.Length) : forward.Output;
        Convert(forward.Call, "ToPlanar", read, forward.Input(), input);
        forward.Call(Method(node, "Forward"), [input, forward.Parameter("weight"), output, .. Settings(node)]);
        Convert(forward.Call, "FromPlanar", written, output, forward.Output);
    }

    public override string? StreamBarrier(LayerNode node) => "is code that sees a whole sequence at a time";

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, overwrites: true, always: backward.Trains, to: target =>
    {
        LayerNode node = backward.Node;
        Shape read = node.Input.Shape!, written = node.Output.Shape!;
        Operand input = read.IsReordered ? backward.Scratch(InputName, read.Length) : backward.Input();
        Operand dOutput = written.IsReordered ? backward.Scratch("OutputGradient", written.Length) : backward.OutputGradient;
        Operand dInput = read.IsReordered ? backward.Scratch("PlanarGradient", read.Length) : target.Gradient;
        Convert(backward.Call, "ToPlanar", written, backward.OutputGradient, dOutput);
        if (HasParameters(node.Spec))
        {
            backward.Call(
                Method(node, "BackwardWithParameters"),
                [
                    input, backward.Parameter("weight"), dOutput, dInput, backward.ParameterGradient("weight"),
                    backward.Scratch("Partials", Count(node)), .. Settings(node),
                ]);
        }
        else
        {
            backward.Call(Method(node, "Backward"), [input, dOutput, dInput, .. Settings(node)]);
        }

        Convert(backward.Call, "FromPlanar", read, dInput, target.Gradient);
    });

    /// <summary>The input in written order, which forward leaves for backward.</summary>
    private const string InputName = "Input";

    private static void Convert(System.Action<string, Operand?[]> call, string direction, Shape shape, Operand from, Operand to)
    {
        if (shape.IsReordered)
        {
            call("ChannelsLast." + direction, [from, to, Operand.Int(shape.Channels), Operand.Int(shape.Pixels)]);
        }
    }

    private static string Method(LayerNode node, string pass) => "CustomLayer." + pass + "<" + node.Spec.TypeArgument!.FullName + ">";

    /// <summary>Shapes and options: constants that the compiled program holds once.</summary>
    private static Operand[] Settings(LayerNode node) =>
    [
        new TextOperand("inputShape: " + List(node.Input.Shape!.Dimensions.Select(size => Operand.Digits(size)))),
        new TextOperand("outputShape: " + List(node.Output.Shape!.Dimensions.Select(size => Operand.Digits(size)))),
        new TextOperand("options: " + List(node.Spec.Numbers("options").Select(number => Invariant.Text((float)number) + "f"))),
    ];

    private static string List(IEnumerable<string> numbers) => "[" + string.Join(", ", numbers) + "]";

    private static bool HasParameters(LayerSpec line) => line.Int("parameters") > 0;

    private static int Count(LayerNode node) => (int)node.Spec.Int("parameters");
}
