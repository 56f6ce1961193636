namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(2, 3, 4), Conv2D(3, kernel: 1), Upsample2D(2), MeanSquaredError]
public sealed partial class UpsampleNearestCase;

[Network, Input(2, 3, 2), Conv2D(19, kernel: 1), Upsample2D([1, 3]), MeanSquaredError]
public sealed partial class UpsampleNearestUnevenCase;

[Network, Input(2, 3, 4), Conv2D(3, kernel: 1), Upsample2D(2, mode: Interpolation.Bilinear), MeanSquaredError]
public sealed partial class UpsampleBilinearCase;

[Network, Input(2, 4, 1), Conv2D(18, kernel: 1), Upsample2D([3, 4], mode: Interpolation.Bilinear), MeanSquaredError]
public sealed partial class UpsampleBilinearUnevenCase;

[Network, Input(2, 3, 4), Conv2D(5, kernel: 1), Upsample2D([2, 3], mode: Interpolation.Bilinear, alignCorners: true), MeanSquaredError]
public sealed partial class UpsampleAlignedCase;

[Network, Input(2, 1, 3), Conv2D(3, kernel: 1), Upsample2D([2, 1], mode: Interpolation.Bilinear, alignCorners: true), Dense(2), MeanSquaredError]
public sealed partial class UpsampleAlignedOneRowCase;
