using Espalier;

namespace Samples.RealTime;

/// <summary>An amplifier as a network: a short filter, and a memory of its own behind it.</summary>
[Network(Stream = true)]
[Input(steps: 256, features: 1)]
[Conv1D(8, kernel: 4, padding: Padding.Causal)] [Tanh]
[Conv1D(8, kernel: 4, padding: Padding.Causal, dilation: 4)] [Tanh]
[Conv1D(8, kernel: 4, padding: Padding.Causal, dilation: 16)] [Tanh]
[Dense(1)]
[MeanSquaredError]
public sealed partial class Effect;
