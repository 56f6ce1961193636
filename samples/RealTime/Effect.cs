using Espalier;

namespace Samples.RealTime;

/// <summary>An amplifier as a network: a short filter, and a memory of its own behind it.</summary>
[Network(Stream = true)]
[Input(steps: 256, features: 1)]
[Conv1D(4, kernel: 4, padding: Padding.Causal)] [Tanh]
[Gru(8)]
[Dense(1)]
[MeanSquaredError]
public sealed partial class Effect;
