using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>What prediction or training consists of, ready to be written down.</summary>
internal sealed class Program(bool isTraining)
{
    public bool IsTraining { get; } = isTraining;

    public List<FusedGroup> Groups { get; } = [];

    public List<StatementGroup> Forward { get; } = [];

    public List<Statement> Loss { get; } = [];

    public List<StatementGroup> Backward { get; } = [];

    /// <summary>Run when parameters have changed, before the next prediction.</summary>
    public List<Statement> Prepare { get; } = [];

    /// <summary>Run when parameters have changed, before the next backward pass.</summary>
    public List<Statement> Transpose { get; } = [];

    /// <summary>Run before the first backward pass after an update; none where all gradients become zero.</summary>
    public List<Statement> Clear { get; } = [];

    /// <summary>Run once a step is known to be sound.</summary>
    public List<Statement> Commit { get; } = [];

    public List<Buffer> Buffers { get; } = [];

    /// <summary>What stays from one step of training to the next, for each row of the batch, by the name that it has in files.</summary>
    public List<(string Name, Buffer Buffer)> Carried { get; } = [];

    /// <summary>The values that can be read by name after a forward pass: those that no later layer overwrites.</summary>
    public List<Activation> Activations { get; } = [];

    /// <summary>In the order of the declaration, as the two lists below.</summary>
    public List<Buffer> Inputs { get; } = [];

    public List<Buffer> Outputs { get; } = [];

    public List<Buffer> OutputGradients { get; } = [];

    /// <summary>Each null where no output depends on the input.</summary>
    public List<Buffer?> InputGradients { get; } = [];

    /// <summary>What stands between the caller's samples and the layers; null where a network takes floats alone.</summary>
    public PixelDoor? Door { get; set; }

    /// <summary>Floats for the gradients of the inputs, for each sample.</summary>
    public long InputGradientLength { get; set; }

    /// <summary>Floats of prepared numbers.</summary>
    public long PreparedLength { get; set; }

    /// <summary>Numbers derived from parameters, by layer and name.</summary>
    public Dictionary<(LayerNode Node, string Name), PreparedOperand> Prepared { get; } = [];

    /// <summary>Floats that a stream keeps from step to step.</summary>
    public long State { get; set; }

    /// <summary>Steps after which whatever a layer of a stream keeps has been written again.</summary>
    public int Reach { get; set; } = 1;

    /// <summary>Steps after which a stream has to begin anew; null where it has no end.</summary>
    public int? MostSteps { get; set; }

    /// <summary>Floats of scratch memory that kernels need of each worker; 0 where what every worker has is enough.</summary>
    public int ScratchLength { get; set; }

    /// <summary>Floats of transposed weights.</summary>
    public long TransposedLength { get; set; }

    /// <summary>Blocks of weights whose penalties are added up one by one.</summary>
    public int PenaltyBlocks { get; set; }

    /// <summary>Floats of the arena for each sample.</summary>
    public long PerSample { get; set; }

    /// <summary>What the arena would take if every tensor had its own place.</summary>
    public long PerSampleWithoutReuse { get; set; }

    /// <summary>Floats of the arena whatever the batch.</summary>
    public long Fixed { get; set; }

    /// <summary>Where a value lies; null for one that this program does not compute.</summary>
    public Buffer? BufferOf(Value value) => ValueBuffers.TryGetValue(value, out Buffer? buffer) ? buffer : null;

    public Dictionary<Value, Buffer> ValueBuffers { get; } = [];

    public IEnumerable<Statement> Statements =>
        Forward.SelectMany(group => group.Statements).Concat(Loss).Concat(Backward.SelectMany(group => group.Statements));
}

/// <summary>A layer's output as it stands in memory after a forward pass.</summary>
/// <param name="Layer">The layer that wrote it last.</param>
/// <param name="First">The first layer that wrote there: they run as one, or in place.</param>
/// <param name="Buffer">Where it lies.</param>
internal sealed record Activation(LayerNode Layer, LayerNode First, Buffer Buffer)
{
    /// <summary>The shape in whose order memory holds it.</summary>
    public Shape Shape => Layer.Output.FlattenedFrom ?? Layer.Output.Shape!;
}

/// <summary>Where prediction from bytes comes in: past the groups that bring floats to memory order and standardise them.</summary>
/// <param name="Format">How the bytes stand.</param>
/// <param name="Buffer">Where pixels lie as the layers read them.</param>
internal sealed record PixelDoor(LayerKinds.PixelFormat Format, Buffer Buffer)
{
    /// <summary>The layer that standardises them in place; null where there is none.</summary>
    public LayerNode? Standardize { get; init; }

    /// <summary>How many groups of the forward pass the bytes go past.</summary>
    public int Groups => Standardize is null ? 1 : 2;
}
