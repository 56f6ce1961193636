namespace Espalier;

/// <summary>
/// How the values of a tensor start. <see cref="TensorInfo.InitialScale"/> multiplies what stands here as a deviation or
/// bound; a fan is the fan-in, or the fan-out where <see cref="TensorInfo.ByFanOut"/> says so.
/// </summary>
public enum Initializer
{
    /// <summary>All zero: biases, shifts.</summary>
    Zeros,

    /// <summary>All one: scales of norms, running variances.</summary>
    Ones,

    /// <summary>All one number: <see cref="TensorInfo.InitialValue"/>.</summary>
    Constant,

    /// <summary>Normal with mean <see cref="TensorInfo.InitialValue"/> and deviation 1 · scale.</summary>
    Normal,

    /// <summary>As <see cref="Normal"/>, but drawn no further than two deviations from the mean.</summary>
    TruncatedNormal,

    /// <summary>Uniform on <see cref="TensorInfo.InitialValue"/> ± 1 · scale.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and deviation √(2 / fan). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingNormal,

    /// <summary>Uniform on ±√(6 / fan). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingUniform,

    /// <summary>Normal with mean 0 and deviation √(2 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierNormal,

    /// <summary>Uniform on ±√(6 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierUniform,

    /// <summary>Normal with mean 0 and deviation √(1 / fan). LeCun et al. 1998, "Efficient BackProp".</summary>
    LeCunNormal,

    /// <summary>Uniform on ±√(3 / fan). LeCun et al. 1998, "Efficient BackProp".</summary>
    LeCunUniform,

    /// <summary>An orthogonal matrix: the first dimension by all others. Saxe et al. 2014, "Exact solutions".</summary>
    Orthogonal,

    /// <summary>Uniform on ±√(1 / fan-in): PyTorch's default for linear and convolution layers.</summary>
    PyTorch,
}
