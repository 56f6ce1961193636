namespace Espalier;

/// <summary>How a shortcut brings an image to the shape of the line that it is added to.</summary>
public enum Projection
{
    /// <summary>Not at all: shapes that differ are an error.</summary>
    Identity,

    /// <summary>
    /// By taking every second (third, …) pixel and adding channels of zeros, half of them before and half behind. He et
    /// al. 2015, option A. Nothing is learnt.
    /// </summary>
    ZeroPad,

    /// <summary>By a 1×1 convolution without bias, with the stride that the shapes imply. He et al. 2015, option B.</summary>
    Convolution,

    /// <summary>By a 1×1 convolution without bias and a batch norm, as in torchvision: <c>downsample.0</c>, <c>downsample.1</c>.</summary>
    ConvolutionBatchNorm,
}
