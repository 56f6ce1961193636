namespace Espalier;

/// <summary>
/// How a layer's weights start. <c>InitScale</c> (1 unless set) multiplies what stands here as a deviation or bound; where
/// it is named it must be set. A fan is the fan-in unless <c>InitFan</c> says otherwise. Biases start at zero, norms at
/// scale one and shift zero.
/// </summary>
public enum Init
{
    /// <summary>Chosen by the activation that reads the layer: uniform by Kaiming for the ReLU family, else by Xavier.</summary>
    Default,

    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All <c>InitValue</c>.</summary>
    Constant,

    /// <summary>Normal with mean <c>InitValue</c> (0 unless set) and deviation <c>InitScale</c>.</summary>
    Normal,

    /// <summary>As <see cref="Normal"/>, but no further than two deviations from the mean.</summary>
    TruncatedNormal,

    /// <summary>Uniform on <c>InitValue ± InitScale</c>, around 0 unless <c>InitValue</c> is set.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and deviation √(2 / fan). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingNormal,

    /// <summary>Uniform on ±√(6 / fan). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingUniform,

    /// <summary>Normal with mean 0 and deviation √(2 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierNormal,

    /// <summary>Uniform on ±√(6 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierUniform,

    /// <summary>Normal with mean 0 and deviation √(1 / fan). LeCun et al. 1998, "Efficient BackProp"; the start for SELU.</summary>
    LeCunNormal,

    /// <summary>Uniform on ±√(3 / fan). LeCun et al. 1998, "Efficient BackProp".</summary>
    LeCunUniform,

    /// <summary>
    /// A random orthogonal matrix times <c>InitScale</c>: of the weight as a matrix of outputs by everything else, the rows
    /// are orthonormal, or the columns where there are more rows. Saxe et al. 2014, "Exact solutions".
    /// </summary>
    Orthogonal,

    /// <summary>Uniform on ±√(1 / fan-in), weights and biases alike: PyTorch's default for linear and convolution layers.</summary>
    PyTorch,
}
