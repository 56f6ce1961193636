using Espalier.Diagrams;

namespace Espalier;

/// <summary>
/// A network as a graph of boxes, to be drawn or to be looked at. Generated networks have one as <c>Diagram</c>. An app that
/// does not ask for it has nothing of it once it is trimmed.
/// </summary>
/// <example><c>File.WriteAllText("digits.svg", DigitNet.Diagram.ToSvg());</c></example>
public sealed class NetworkDiagram
{
    private readonly DiagramNode[] _nodes;

    /// <summary>Describes a graph.</summary>
    /// <param name="name">The name of the network.</param>
    /// <param name="nodes">The boxes, each behind those that it reads; at least one.</param>
    /// <exception cref="ArgumentException">There is no box, or one reads a box that does not stand before it.</exception>
    public NetworkDiagram(string name, params DiagramNode[] nodes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Length == 0)
        {
            throw new ArgumentException("A diagram needs at least one box.", nameof(nodes));
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int input in nodes[i].Inputs)
            {
                if (input < 0 || input >= i)
                {
                    throw new ArgumentException($"Box {i} ({nodes[i].Title}) reads box {input}; expected one from 0 to {i - 1}.", nameof(nodes));
                }
            }
        }

        Name = name;
        _nodes = [.. nodes];
    }

    /// <summary>The name of the network.</summary>
    public string Name { get; }

    /// <summary>The boxes, each behind those that it reads.</summary>
    public ReadOnlySpan<DiagramNode> Nodes => _nodes;

    /// <summary>The graph as an SVG picture, top to bottom: a document of its own that browsers and documents show.</summary>
    public string ToSvg() => SvgDrawing.Draw(this, DiagramLayout.Of(_nodes));

    /// <summary>The graph as Mermaid text, which GitHub and many documentation tools draw.</summary>
    public string ToMermaid() => MermaidText.Write(this);

    /// <summary>The Mermaid text.</summary>
    public override string ToString() => ToMermaid();
}
