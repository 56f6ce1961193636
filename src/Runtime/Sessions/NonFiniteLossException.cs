using System.Globalization;

namespace Espalier;

/// <summary>The loss of a batch is not a number or infinite. The parameters and running statistics are as before.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    internal NonFiniteLossException(float loss, string? layer, int sample)
        : base(Text(loss, layer, sample))
    {
        Loss = loss;
        Layer = layer;
        Sample = sample;
    }

    /// <summary>The mean loss of the batch.</summary>
    public float Loss { get; }

    /// <summary>The first layer whose output holds a value that is not finite; null where only the loss does.</summary>
    public string? Layer { get; }

    /// <summary>The first sample in which that happened.</summary>
    public int Sample { get; }

    private static string Text(float loss, string? layer, int sample)
    {
        string value = loss.ToString(CultureInfo.InvariantCulture);
        string where = layer is null
            ? "every layer's output is finite, so it is the loss itself that left the range of floats"
            : $"the output of {layer} is the first that is not finite, at sample {sample.ToString(CultureInfo.InvariantCulture)}";
        return $"The loss is {value}: {where}. The parameters are unchanged; a smaller learning rate or scaled input may help.";
    }
}
