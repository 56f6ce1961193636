namespace Espalier.Scale;

// One network for each size: shapes are fixed when the code compiles.

[Network]
[Input(1, 28, 28)]
[Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]
[Dense(100)] [ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Batches;

[Network, Input(8), Dense(8), ReLU, Dense(8), ReLU, Dense(8), SoftmaxCrossEntropy]
public sealed partial class Wide8;

[Network, Input(16), Dense(16), ReLU, Dense(16), ReLU, Dense(16), SoftmaxCrossEntropy]
public sealed partial class Wide16;

[Network, Input(24), Dense(24), ReLU, Dense(24), ReLU, Dense(24), SoftmaxCrossEntropy]
public sealed partial class Wide24;

[Network, Input(32), Dense(32), ReLU, Dense(32), ReLU, Dense(32), SoftmaxCrossEntropy]
public sealed partial class Wide32;

[Network, Input(50), Dense(50), ReLU, Dense(50), ReLU, Dense(50), SoftmaxCrossEntropy]
public sealed partial class Wide50;

[Network, Input(64), Dense(64), ReLU, Dense(64), ReLU, Dense(64), SoftmaxCrossEntropy]
public sealed partial class Wide64;

[Network, Input(96), Dense(96), ReLU, Dense(96), ReLU, Dense(96), SoftmaxCrossEntropy]
public sealed partial class Wide96;

[Network, Input(128), Dense(128), ReLU, Dense(128), ReLU, Dense(128), SoftmaxCrossEntropy]
public sealed partial class Wide128;

[Network, Input(200), Dense(200), ReLU, Dense(200), ReLU, Dense(200), SoftmaxCrossEntropy]
public sealed partial class Wide200;

[Network, Input(256), Dense(256), ReLU, Dense(256), ReLU, Dense(256), SoftmaxCrossEntropy]
public sealed partial class Wide256;

[Network, Input(400), Dense(400), ReLU, Dense(400), ReLU, Dense(400), SoftmaxCrossEntropy]
public sealed partial class Wide400;

[Network, Input(512), Dense(512), ReLU, Dense(512), ReLU, Dense(512), SoftmaxCrossEntropy]
public sealed partial class Wide512;

[Network, Input(1024), Dense(1024), ReLU, Dense(1024), ReLU, Dense(1024), SoftmaxCrossEntropy]
public sealed partial class Wide1024;

[Block]
[Dense(64)] [ReLU]
public partial class Layer;

[Network, Input(64), Use<Layer>(Repeat = 1), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep1;

[Network, Input(64), Use<Layer>(Repeat = 2), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep2;

[Network, Input(64), Use<Layer>(Repeat = 4), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep4;

[Network, Input(64), Use<Layer>(Repeat = 8), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep8;

[Network, Input(64), Use<Layer>(Repeat = 16), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep16;

[Network, Input(64), Use<Layer>(Repeat = 32), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep32;

[Network, Input(64), Use<Layer>(Repeat = 64), Dense(10), SoftmaxCrossEntropy]
public sealed partial class Deep64;

[Network, Input(steps: 16, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long16;

[Network, Input(steps: 64, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long64;

[Network, Input(steps: 256, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long256;

[Network, Input(steps: 1024, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long1024;

[Network, Input(steps: 4096, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long4096;

[Network, Input(steps: 16384, features: 16), Conv1D(32, kernel: 5, padding: 2), ReLU, Conv1D(32, kernel: 5, padding: 2), ReLU, GlobalAveragePool1D, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Long16384;
