using System;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The samples: a vector, a sequence or an image.</summary>
internal sealed class InputKind : SourceKind
{
    public override string Name => "Input";

    public override string PortName => "input";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        string[] sizes = node.Spec.Has("steps") ? ["steps", "features"]
            : node.Spec.Has("features") ? ["features"]
            : ["channels", "height", "width"];
        bool isSound = true;
        foreach (string size in sizes)
        {
            isSound &= report.AtLeast(size, node.Spec.Int(size), 1);
        }

        if (PixelFormat.Of(node.Spec) is { } format && isSound && node.Spec.Int("channels") != format.Channels)
        {
            report.Report(ShapeDescriptors.PixelsDoNotFit, [], report.Remedies.Set("channels", [format.Channels]), node.Name, format.Name, Operand.Digits(format.Channels), Operand.Digits(node.Spec.Int("channels")));
            isSound = false;
        }

        return isSound ? new Shape(Array.ConvertAll(sizes, size => (int)node.Spec.Int(size))) : null;
    }
}
