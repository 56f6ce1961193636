using System;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Planning;

/// <summary>All that emission needs to know.</summary>
internal sealed class NetworkPlan(NetworkGraph graph, ParameterPlan parameters, Program prediction, Program training, StreamPlan? stream)
{
    // Fit the second-level cache of common processors, and a part of the third that they can count on.
    private const long BlockBytes = 1 << 20, LargeBlockBytes = 8 << 20;
    private const int LargestBlock = 120;

    /// <summary>Floats of scratch memory that every worker has (<c>Part.ScratchLength</c>).</summary>
    public const int LeastScratch = 34 * 1024;

    // The tallest register tile: blocks of its multiples leave no short tile behind.
    private const int TileRows = 12;

    public NetworkSpec Spec => Graph.Spec;

    public NetworkGraph Graph { get; } = graph;

    public ParameterPlan Parameters { get; } = parameters;

    public Program Prediction { get; } = prediction;

    public Program Training { get; } = training;

    /// <summary>How the network streams; null where its input is no sequence.</summary>
    public StreamPlan? Stream { get; } = stream;

    /// <summary>The names of inputs, outputs and answers in code.</summary>
    public Ports Ports { get; } = new(graph);

    /// <summary>
    /// Samples that prediction takes through the layers together: as many as the second cache holds activations of, or, where
    /// so few samples would read more weights than activations again and again, as the third.
    /// </summary>
    public int BlockSize
    {
        get
        {
            long sample = 4 * Math.Max(1, Prediction.PerSample), weights = 4 * (Parameters.Length + Prediction.PreparedLength);
            long fitting = Math.Max(1, BlockBytes / sample);
            if (weights / fitting > 3 * sample)
            {
                fitting = Math.Max(1, LargeBlockBytes / sample);
            }

            int block = (int)Math.Min(fitting, LargestBlock);
            return block >= TileRows ? block / TileRows * TileRows : block;
        }
    }

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
