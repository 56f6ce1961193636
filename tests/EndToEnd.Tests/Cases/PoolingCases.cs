namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(2, 6, 4), Conv2D(3, kernel: 1), MaxPool2D(2), MeanSquaredError]
public sealed partial class MaxPoolCase;

[Network, Input(2, 7, 5), Conv2D(3, kernel: 1), MaxPool2D(3, stride: 2, padding: 1), MeanSquaredError]
public sealed partial class MaxPoolOverlapCase;

[Network, Input(3, 5, 7), Conv2D(3, kernel: 1), MaxPool2D([2, 3], stride: [1, 2], padding: [1, 1]), MeanSquaredError]
public sealed partial class MaxPoolUnevenCase;

[Network]
[Input(2, 7, 5)]
[Conv2D(3, kernel: 1)]
[MaxPool2D([2, 2], stride: [3, 3], padding: [0, 1], rounding: Rounding.Ceiling)]
[MeanSquaredError]
public sealed partial class MaxPoolCeilingCase;

[Network, Input(2, 6, 6), Conv2D(3, kernel: 1), MaxPool2D([3, 3], stride: [2, 2], padding: [0, 1, 1, 0]), MeanSquaredError]
public sealed partial class MaxPoolAsymmetricCase;

[Network, Input(2, 4, 3), Conv2D(19, kernel: 1), ReLU, MaxPool2D(3, stride: 1, padding: 1), MeanSquaredError]
public sealed partial class MaxPoolWideCase;

[Network, Input(5, 7, 6), MaxPool2D(3, stride: 2, padding: 1, rounding: Rounding.Ceiling), Dense(3), MeanSquaredError]
public sealed partial class MaxPoolTiesCase;

[Network, Input(2, 4, 6), Conv2D(3, kernel: 1), AveragePool2D(2), MeanSquaredError]
public sealed partial class AveragePoolCase;

[Network, Input(2, 7, 5), Conv2D(3, kernel: 1), AveragePool2D(3, stride: 2, padding: 1), MeanSquaredError]
public sealed partial class AveragePoolOverlapCase;

[Network]
[Input(2, 4, 7)]
[Conv2D(3, kernel: 1)]
[AveragePool2D([3, 3], stride: [1, 2], padding: [1, 1], countIncludePad: false)]
[MeanSquaredError]
public sealed partial class AveragePoolExcludeCase;

[Network]
[Input(2, 6, 5)]
[Conv2D(17, kernel: 1)]
[AveragePool2D([3, 2], stride: [2, 3], padding: [1, 1], rounding: Rounding.Ceiling)]
[MeanSquaredError]
public sealed partial class AveragePoolCeilingCase;

[Network]
[Input(2, 6, 8)]
[Conv2D(3, kernel: 1)]
[AveragePool2D([3, 2], stride: [2, 3], padding: [1, 1], countIncludePad: false, rounding: Rounding.Ceiling)]
[MeanSquaredError]
public sealed partial class AveragePoolCeilingExcludeCase;

[Network, Input(2, 5, 6), Conv2D(3, kernel: 1), AveragePool2D([2, 3], stride: [2, 2], padding: [1, 0, 0, 1]), MeanSquaredError]
public sealed partial class AveragePoolAsymmetricCase;

[Network, Input(2, 4, 6), Conv2D(18, kernel: 2), GlobalAveragePool2D, Dense(3), SoftmaxCrossEntropy]
public sealed partial class GlobalAveragePoolCase;

[Network, Input(2, 7, 6), Conv2D(3, kernel: 1), MaxPool2D(3, Padding.Same, stride: 2), MaxPool2D([2, 3], Padding.Same, stride: [1, 1]), MeanSquaredError]
public sealed partial class MaxPoolSameCase;

[Network, Input(2, 7, 6), Conv2D(3, kernel: 1), AveragePool2D(2, Padding.Same, stride: 1, countIncludePad: false), AveragePool2D([3, 2], padding: Padding.Same), MeanSquaredError]
public sealed partial class AveragePoolSameCase;

[Network, Input(steps: 8, features: 3), Dense(5), MaxPool1D(2), MeanSquaredError]
public sealed partial class MaxPool1dCase;

[Network]
[Input(steps: 9, features: 2)]
[Conv1D(18, kernel: 1)]
[MaxPool1D(3, stride: 2, padding: 1)]
[MaxPool1D(2, padding: [0, 1], stride: 1)]
[MaxPool1D(3, Padding.Same, stride: 2)]
[MaxPool1D(2, stride: 2, rounding: Rounding.Ceiling)]
[MeanSquaredError]
public sealed partial class MaxPool1dOptionsCase;

[Network, Input(steps: 9, features: 3), Dense(5), AveragePool1D(3), MeanSquaredError]
public sealed partial class AveragePool1dCase;

[Network]
[Input(steps: 11, features: 2)]
[Dense(4)]
[AveragePool1D(3, stride: 2, padding: 1, countIncludePad: false)]
[AveragePool1D(2, padding: [1, 0], stride: 1)]
[AveragePool1D(2, Padding.Same, stride: 1, countIncludePad: false)]
[AveragePool1D(4, stride: 3, rounding: Rounding.Ceiling)]
[MeanSquaredError]
public sealed partial class AveragePool1dOptionsCase;

[Network, Input(2, 7, 5), Conv2D(3, kernel: 1), AdaptiveAveragePool2D(3, 2), MeanSquaredError]
public sealed partial class AdaptiveAveragePoolCase;

[Network, Input(2, 3, 8), Conv2D(18, kernel: 1), AdaptiveAveragePool2D(height: 5, width: 4), MeanSquaredError]
public sealed partial class AdaptiveAveragePoolLargerCase;

[Network, Input(steps: 7, features: 3), Dense(5), AdaptiveAveragePool1D(3), MeanSquaredError]
public sealed partial class AdaptiveAveragePool1dCase;

[Network, Input(steps: 6, features: 3), Conv1D(18, kernel: 2), GlobalAveragePool1D, Dense(3), SoftmaxCrossEntropy]
public sealed partial class GlobalAveragePool1dCase;

[Network, Input(2, 4, 6), Conv2D(18, kernel: 2), ReLU, GlobalMaxPool2D, Dense(3), SoftmaxCrossEntropy]
public sealed partial class GlobalMaxPoolCase;

[Network, Input(steps: 6, features: 3), Conv1D(5, kernel: 2), GlobalMaxPool1D, Dense(3), SoftmaxCrossEntropy]
public sealed partial class GlobalMaxPool1dCase;
