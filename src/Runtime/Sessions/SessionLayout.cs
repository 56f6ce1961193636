namespace Espalier;

/// <summary>One layer's output in the memory of a training session.</summary>
/// <param name="Name">The name of the layer.</param>
/// <param name="Offset">Where it starts in the memory of a sample, in floats.</param>
/// <param name="Length">Floats per sample.</param>
/// <param name="Pixels">Height × width of an image, whose channels then lie last; 1 for everything else.</param>
/// <param name="First">The first of several layers that run as one or in place, of which this is the last; null for the layer itself.</param>
public readonly record struct ActivationInfo(string Name, int Offset, int Length, int Pixels = 1, string? First = null);

/// <summary>One input in the memory of a training session.</summary>
/// <param name="Length">Floats per sample.</param>
/// <param name="Offset">Where it starts in the memory of a sample.</param>
/// <param name="Pixels">Height × width of an image, whose channels then lie last; 1 for everything else.</param>
/// <param name="GradientOffset">Where its gradient starts, where the session computes it.</param>
public readonly record struct InputPlace(int Length, int Offset, int Pixels = 1, int GradientOffset = 0);

/// <summary>One output in the memory of a training session.</summary>
/// <param name="Length">Floats per sample.</param>
/// <param name="Offset">Where it starts in the memory of a sample.</param>
/// <param name="GradientOffset">Where its gradient starts.</param>
/// <param name="Pixels">Height × width of an image, whose channels then lie last; 1 for everything else.</param>
/// <param name="HasLoss">Whether a loss reads it and writes its gradient.</param>
public readonly record struct OutputPlace(int Length, int Offset, int GradientOffset, int Pixels = 1, bool HasLoss = true);

/// <summary>What stays from one step of training to the next, for each row of the batch: the state of a recurrent layer.</summary>
/// <param name="Name">Its name in files: <c>lstm1.state</c>.</param>
/// <param name="Offset">Where it starts in the memory of a sample.</param>
/// <param name="Length">Floats per row.</param>
public readonly record struct CarriedPlace(string Name, int Offset, int Length);

/// <summary>
/// The memory plan of a training session, made by the compiler. Lengths and offsets count floats; a buffer at offset
/// <c>o</c> of a sample's memory lies at <c>Fixed + o · capacity</c>, the samples of a batch one after the other.
/// </summary>
/// <param name="Inputs">The inputs, in the order of the declaration.</param>
/// <param name="Outputs">The outputs, in the order of the declaration.</param>
/// <param name="Fixed">Floats that do not depend on the batch.</param>
/// <param name="PerSample">Floats that every sample of the capacity takes.</param>
/// <param name="TransposedLength">Floats of the transposed weights that the backward pass reads.</param>
/// <param name="Activations">The outputs of the layers, in the order of the forward pass.</param>
/// <param name="Losses">The losses, in the order of the declaration; null where the session's class knows them.</param>
/// <param name="InputGradient">True where the backward pass computes the gradients of the inputs.</param>
/// <param name="MinimumSamples">The smallest batch that the network can train on: 2 where a batch norm sees one value per sample and channel.</param>
/// <param name="ScratchLength">Floats of scratch memory that the kernels need of each worker.</param>
/// <param name="PenaltyBlocks">Blocks of weights whose penalties are added to the loss, see <see cref="Kernels.WeightPenalty.BlockLength"/>.</param>
/// <param name="Carried">What stays from step to step for each row of the batch; null for nothing.</param>
public readonly record struct SessionLayout(
    InputPlace[] Inputs,
    OutputPlace[] Outputs,
    long Fixed,
    long PerSample,
    int TransposedLength,
    ActivationInfo[] Activations,
    LossInfo[]? Losses = null,
    bool InputGradient = false,
    int MinimumSamples = 1,
    int ScratchLength = Part.ScratchLength,
    int PenaltyBlocks = 0,
    CarriedPlace[]? Carried = null);
