using Espalier;

namespace Espalier.Parts;

/// <summary>A small WaveNet: two gated, dilated layers of 16 channels.</summary>
[Network(Stream = true)]
[Input(steps: 256, features: 1)]
[Conv1D(16, kernel: 2, padding: Padding.Causal, Name = "front")]
[Conv1D(16, kernel: 2, padding: Padding.Causal)] [Tanh(Name = "filter1")]
[Conv1D(16, kernel: 2, padding: Padding.Causal, From = "front")] [Sigmoid] [Multiply("filter1", Name = "gated1")]
[Dense(16, Name = "skip1")]
[Dense(16, From = "gated1")] [Add("front", Name = "residual1")]
[Conv1D(16, kernel: 2, padding: Padding.Causal, dilation: 8)] [Tanh(Name = "filter2")]
[Conv1D(16, kernel: 2, padding: Padding.Causal, dilation: 8, From = "residual1")] [Sigmoid] [Multiply("filter2", Name = "gated2")]
[Dense(16)] [Add("skip1")] [ReLU] [Dense(1)]
public sealed partial class SmallWaveNet;

/// <summary>A recurrent effect of the smallest useful size.</summary>
[Network(Stream = true)]
[Input(steps: 64, features: 1)]
[Gru(8, Name = "gru")] [Dense(1, Name = "dense")]
public sealed partial class SmallGru;

/// <summary>A model of letters.</summary>
[Network(Stream = true)]
[Input(steps: 64, features: 64)]
[Lstm(128, layers: 2)] [Dense(65)]
public sealed partial class LetterLstm;

/// <summary>Two layers of a transformer without positions, so that it goes on: each step looks at the last 64.</summary>
[Network(Stream = true)]
[Input(steps: 64, features: 96)]
[Use<SmallLookBack>(Repeat = 2)]
public sealed partial class SmallTransformer;

/// <summary>Attention and two dense layers, each after a norm and with a shortcut around it.</summary>
[Block]
[Tap("in")]
[LayerNorm] [MultiHeadAttention(4, causal: true)] [Shortcut("in", Name = "middle")]
[LayerNorm] [Dense(384)] [GELU] [Dense(96)] [Shortcut("middle")]
public partial class SmallLookBack;

/// <summary>A filter whose cost is that of a single wide convolution: 64 taps, dilated.</summary>
[Network(Stream = true)]
[Input(steps: 1024, features: 32)]
[Conv1D(64, kernel: 4, padding: Padding.Causal, dilation: 200)] [ReLU] [Dense(32)]
public sealed partial class DilatedNet;
