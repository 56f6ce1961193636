namespace Espalier;

/// <summary>How the values of a tensor start.</summary>
public enum Initializer
{
    /// <summary>All zero: biases, shifts.</summary>
    Zeros,

    /// <summary>All one: scales of norms, running variances.</summary>
    Ones,

    /// <summary>All one number: <see cref="TensorInfo.InitialValue"/>.</summary>
    Constant,

    /// <summary>Normal with mean 0 and deviation √(2 / fan-in). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingNormal,

    /// <summary>Uniform on ±√(6 / fan-in). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingUniform,

    /// <summary>Normal with mean 0 and deviation √(2 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierNormal,

    /// <summary>Uniform on ±√(6 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierUniform,

    /// <summary>Uniform on ±√(1 / fan-in): PyTorch's default for linear and convolution layers.</summary>
    LeCunUniform,
}
