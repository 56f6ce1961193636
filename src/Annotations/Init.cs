namespace Espalier;

/// <summary>How a layer's weights start. Biases start at zero, norms at scale one and shift zero.</summary>
public enum Init
{
    /// <summary>Chosen by the activation that reads the layer.</summary>
    Default,

    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>Normal with mean 0 and deviation √(2 / fan-in). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingNormal,

    /// <summary>Uniform on ±√(6 / fan-in). He et al. 2015, "Delving Deep into Rectifiers".</summary>
    KaimingUniform,

    /// <summary>Normal with mean 0 and deviation √(2 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierNormal,

    /// <summary>Uniform on ±√(6 / (fan-in + fan-out)). Glorot and Bengio 2010.</summary>
    XavierUniform,

    /// <summary>Uniform on ±√(1 / fan-in), weights and biases alike: PyTorch's default for linear and convolution layers.</summary>
    LeCunUniform,
}
