using System.Globalization;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Whether a convolution runs by Winograd's minimal filtering F(4×4, 3×3): a quarter of the multiplications, but
/// transforms before and after, whole squares of 4×4 results, and a little more rounding. It pays where channels are many
/// and the image is not much smaller than its squares.
/// </summary>
internal sealed class WinogradChoice
{
    private const int Points = 36, Taps = 9;

    // Below, vectors of channels are not full.
    private const int FewestChannels = 16;

    // What transforms cost, in multiplications by one vector: so many for each vector of channels read and written.
    private const double CostOfPixels = 220, CostOfProducts = 180;

    // Small matrix products run at about this share of the speed of large ones.
    private const double Efficiency = 0.8;

    // Less gain than this is not worth the memory and the rounding.
    private const double LargestShare = 0.8;

    private WinogradChoice(string reason, bool isTaken = false) => (Reason, IsTaken) = (reason, isTaken);

    public bool IsTaken { get; }

    /// <summary>What the plan says of the choice; empty where the kernel leaves none.</summary>
    public string Reason { get; }

    /// <summary>The choice for the output in a forward pass, for the gradient of the input in a backward pass.</summary>
    public static WinogradChoice Of(StatementContext context)
    {
        bool isBackward = context is BackwardContext;
        WinogradChoice choice = Of(context.Node, isBackward, context.AllowsWinograd);
        if (choice.IsTaken)
        {
            context.NeedsScratch(ScratchLength((isBackward ? context.Node.Output : context.Node.Input).Shape!.Channels));
        }

        return choice;
    }

    /// <summary>The choice for the output, or for the gradient of the input.</summary>
    public static WinogradChoice Of(LayerNode node, bool isBackward, bool allowsWinograd)
    {
        Window window = Window.OfConvolution(node);
        if (window is not { Kernel: { Y: 3, X: 3 }, Stride: { Y: 1, X: 1 }, Dilation: { Y: 1, X: 1 } } || node.Spec.Int("groups") != 1)
        {
            return new WinogradChoice("");
        }

        Shape source = isBackward ? node.Output.Shape! : node.Input.Shape!, result = isBackward ? node.Input.Shape! : node.Output.Shape!;
        long squares = (long)((result.Height + 3) / 4) * ((result.Width + 3) / 4);
        double inner = (double)source.Channels * result.Channels, products = squares * Points * inner, direct = (double)node.Output.Shape!.Pixels * Taps * inner;
        double share = ((products / Efficiency) + (squares * ((CostOfPixels * source.Channels) + (CostOfProducts * result.Channels)))) / direct;
        if (source.Channels < FewestChannels || result.Channels < FewestChannels)
        {
            return new WinogradChoice("direct: of fewer than " + Operand.Digits(FewestChannels) + " channels or filters Winograd's vectors are not full");
        }

        if (share > LargestShare)
        {
            return new WinogradChoice("direct: Winograd's transforms and squares of 4×4 would cost what it saves");
        }

        if (!allowsWinograd)
        {
            return new WinogradChoice("direct: Winograd is switched off");
        }

        string percent = (100 * products / direct).ToString("0", CultureInfo.InvariantCulture);
        return new WinogradChoice("Winograd F(4×4, 3×3): " + percent + " % of the multiplications", isTaken: true);
    }

    /// <summary>Floats of a transformed weight.</summary>
    public static long Length(int channels, int results) => PanelLayout.LengthOfGroup(results, (long)Points * channels);

    /// <summary>Two of the tallest register tiles of squares, or one where channels are so many that two would leave the second cache.</summary>
    private static int ScratchLength(int channels) => Points * (channels <= 128 ? 28 : 14) * (channels + 48);
}
