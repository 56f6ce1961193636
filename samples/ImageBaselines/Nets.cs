using Espalier;

namespace Samples.ImageBaselines;

/// <summary>One template a class, a margin of 1, all weights zero at first.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[MulticlassHinge]
public sealed partial class SvmNet;

/// <summary>The same with a tenth of the margin.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[MulticlassHinge(margin: 0.1f)]
public sealed partial class NarrowSvmNet;

/// <summary>The same with ten times the margin.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[MulticlassHinge(margin: 10)]
public sealed partial class WideSvmNet;

/// <summary>The same with the excess over the margin squared.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[MulticlassHinge(squared: true)]
public sealed partial class SquaredSvmNet;

/// <summary>One template a class, probabilities.</summary>
[Network]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[SoftmaxCrossEntropy]
public sealed partial class SoftmaxNet;

/// <summary>The same with a penalty on absolute weights.</summary>
[Network(L1 = 2e-3f)]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[SoftmaxCrossEntropy]
public sealed partial class SoftmaxL1Net;

/// <summary>The same with a penalty on squared weights.</summary>
[Network(L2 = 0.1f)]
[Input(channels: 3, height: 32, width: 32)]
[Dense(10, Init = Init.Zeros)]
[SoftmaxCrossEntropy]
public sealed partial class SoftmaxL2Net;
