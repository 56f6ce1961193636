using System;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Planning;

/// <summary>All that emission needs to know.</summary>
internal sealed class NetworkPlan(NetworkGraph graph, ParameterPlan parameters, Program prediction, Program training, StreamPlan? stream)
{
    /// <summary>Floats of scratch memory that every worker has (<c>Part.ScratchLength</c>).</summary>
    public const int LeastScratch = 34 * 1024;

    public NetworkSpec Spec => Graph.Spec;

    public NetworkGraph Graph { get; } = graph;

    public ParameterPlan Parameters { get; } = parameters;

    public Program Prediction { get; } = prediction;

    public Program Training { get; } = training;

    /// <summary>How the network streams; null where its input is no sequence.</summary>
    public StreamPlan? Stream { get; } = stream;

    /// <summary>The names of inputs, outputs and answers in code.</summary>
    public Ports Ports { get; } = new(graph);

    /// <summary>The samples that prediction takes through the layers together.</summary>
    public PredictionBlock Block { get; } =
        PredictionBlock.Of(4 * prediction.PerSample, 4 * prediction.PerSampleWithoutReuse, 4 * (parameters.Length + prediction.PreparedLength));

    /// <summary>How many they are.</summary>
    public int BlockSize => Block.Size;

    /// <summary>Floats of the arena of prediction.</summary>
    public long PredictionLength => Prediction.PerSample * BlockSize;

    public long Flops => Graph.Layers.Sum(node => node.Kind.Flops(node));

    /// <summary>A hash of layers, shapes and tensor names: two networks that share it can share weights.</summary>
    public string Fingerprint
    {
        get
        {
            // FNV-1a, 64 bits.
            ulong hash = 14695981039346656037;
            string text = GraphPrinter.Print(Graph) + string.Join("\n", Parameters.Slots.Select(slot => slot.FileName));
            foreach (char letter in text)
            {
                hash = (hash ^ letter) * 1099511628211;
            }

            return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
