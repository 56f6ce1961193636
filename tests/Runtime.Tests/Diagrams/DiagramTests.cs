using System.Globalization;
using System.Xml.Linq;
using Espalier.Diagrams;

namespace Espalier.Runtime.Tests.Diagrams;

/// <summary>Pictures and texts of graphs: everything is there, nothing overlaps, and the main path is straight.</summary>
public class DiagramTests
{
    private static readonly DiagramNode[] Residual =
    [
        new("Input", "", "3×32×32", DiagramRole.Input),
        new("Conv1 3×3", "BatchNorm1, ReLU1", "16×32×32 · 464 parameters", DiagramRole.Weights, 0),
        new("Conv2 3×3", "BatchNorm2, ReLU2", "16×32×32 · 2 336 parameters", DiagramRole.Weights, 1),
        new("Conv3 3×3", "BatchNorm3", "16×32×32 · 2 336 parameters", DiagramRole.Weights, 2),
        new("Add1", "ReLU3", "16×32×32", DiagramRole.Join, 3, 1),
        new("Dense1", "", "10 · 170 parameters", DiagramRole.Weights, 4),
        new("Loss", "", "SoftmaxCrossEntropy", DiagramRole.Loss, 5),
    ];

    private static readonly DiagramNode[] Branches =
    [
        new("Input", "", "8", DiagramRole.Input),
        new("left", "", "4", DiagramRole.Weights, 0),
        new("right", "", "4", DiagramRole.Weights, 0),
        new("hints", "", "2", DiagramRole.Input),
        new("Dense3", "", "4", DiagramRole.Weights, 3),
        new("Concat1", "", "12", DiagramRole.Join, 1, 2, 4),
        new("policy", "", "output", DiagramRole.Output, 5),
        new("value", "", "output", DiagramRole.Output, 5),
    ];

    public static TheoryData<string> Graphs => ["residual", "branches", "one"];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Boxes_do_not_overlap_and_lines_lead_down(string graph)
    {
        DiagramLayout layout = DiagramLayout.Of(Nodes(graph));

        foreach (DiagramLayout.Vertex box in layout.Boxes)
        {
            Assert.InRange(box.X, box.Width / 2 - 0.01, layout.Width - (box.Width / 2) + 0.01);
            Assert.InRange(box.Y, box.Height / 2 - 0.01, layout.Height - (box.Height / 2) + 0.01);
            Assert.DoesNotContain(layout.Boxes, other => other != box && Math.Abs(other.X - box.X) < (other.Width + box.Width) / 2 && Math.Abs(other.Y - box.Y) < (other.Height + box.Height) / 2);
            Assert.DoesNotContain(
                layout.Lines.SelectMany(way => way).Where(point => point.Node is null),
                point => Math.Abs(point.X - box.X) < box.Width / 2 && Math.Abs(point.Y - box.Y) < (point.Height + box.Height) / 2);
        }

        Assert.Equal(Nodes(graph).Sum(node => node.Inputs.Length), layout.Lines.Count);
        Assert.All(layout.Lines, way => Assert.All(way.Zip(way.Skip(1)), step => Assert.True(step.First.Y < step.Second.Y)));
    }

    [Fact]
    public void The_main_path_is_straight_and_the_shortcut_goes_around_it()
    {
        DiagramLayout layout = DiagramLayout.Of(Residual);

        Assert.All(layout.Boxes, box => Assert.Equal(layout.Boxes[0].X, box.X, 1.0));
        DiagramLayout.Vertex[] shortcut = Assert.Single(layout.Lines, way => way.Length > 2);
        Assert.All(shortcut[1..^1], point => Assert.True(Math.Abs(point.X - layout.Boxes[0].X) > layout.Boxes.Max(box => box.Width) / 2));
    }

    [Fact]
    public void Branches_of_different_depths_do_not_push_the_network_aside()
    {
        const int Blocks = 9;
        List<DiagramNode> nodes = [new("Input", "", "3×32×32", DiagramRole.Input)];
        for (int i = 0; i < Blocks; i++)
        {
            int trunk = nodes.Count - 1;
            nodes.Add(new("Pool 3×3", "", "192×28×28", DiagramRole.Pooling, trunk));
            nodes.Add(new("pooled 1×1", "ReLU", "32×28×28 · 6 176 parameters", DiagramRole.Weights, trunk + 1));
            nodes.Add(new("reduced 1×1", "ReLU", "16×28×28 · 3 088 parameters", DiagramRole.Weights, trunk));
            nodes.Add(new("wide 5×5", "ReLU", "32×28×28 · 12 832 parameters", DiagramRole.Weights, trunk + 3));
            nodes.Add(new("narrow 1×1", "ReLU", "64×28×28 · 12 352 parameters", DiagramRole.Weights, trunk));
            nodes.Add(new("Concat", "", "128×28×28", DiagramRole.Join, trunk + 5, trunk + 4, trunk + 2));
        }

        DiagramLayout layout = DiagramLayout.Of([.. nodes]);

        Assert.All(layout.Boxes.Where(box => box.Node!.Role == DiagramRole.Join), box => Assert.Equal(layout.Boxes[0].X, box.X, 1.0));
    }

    [Fact]
    public void A_further_input_does_not_push_its_reader_aside()
    {
        DiagramLayout layout = DiagramLayout.Of(
        [
            new("Input", "", "8×4", DiagramRole.Input),
            new("Gru1", "", "8×4", DiagramRole.Weights, 0),
            new("lengths", "", "1", DiagramRole.Input),
            new("Gru2", "", "8×4", DiagramRole.Weights, 1, 2),
            new("Dense1", "", "2", DiagramRole.Weights, 3),
        ]);

        Assert.All(new[] { 0, 1, 3, 4 }, box => Assert.Equal(layout.Boxes[1].X, layout.Boxes[box].X, 1.0));
    }

    [Fact]
    public void A_further_input_stands_right_above_its_reader()
    {
        DiagramLayout layout = DiagramLayout.Of(
        [
            new("Input", "", "8", DiagramRole.Input),
            new("Dense1", "", "8", DiagramRole.Weights, 0),
            new("Dense2", "", "8", DiagramRole.Weights, 1),
            new("late", "", "8", DiagramRole.Input),
            new("Add1", "", "8", DiagramRole.Join, 2, 3),
        ]);

        Assert.Equal(layout.Boxes[2].Rank, layout.Boxes[3].Rank);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_picture_is_a_document_with_every_text_and_line(string graph)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
        try
        {
            XDocument picture = XDocument.Parse(new NetworkDiagram("Net", Nodes(graph)).ToSvg());
            XNamespace svg = "http://www.w3.org/2000/svg";

            Assert.Equal(
                Nodes(graph).SelectMany(node => new[] { node.Title, node.Also, node.Result }).Where(line => line.Length > 0).Prepend("Net"),
                picture.Descendants(svg + "text").Select(text => text.Value));
            Assert.Equal(Nodes(graph).Sum(node => node.Inputs.Length), picture.Descendants(svg + "path").Count(path => path.Attribute("marker-end") is not null));
            Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(picture.Descendants(svg + "rect"), box => box.Attribute("x")?.Value.Contains(',', StringComparison.Ordinal) == true);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Mermaid_text_has_boxes_lines_and_colours()
    {
        string[] lines = new NetworkDiagram("Net", new("Input", "", "4", DiagramRole.Input), new("Custom1 Mix<\"T\">", "ReLU1", "2", DiagramRole.Other, 0)).ToMermaid().Split('\n');

        Assert.Equal(
        [
            "---",
            "title: Net",
            "---",
            "flowchart TD",
            "    n0([\"Input<br/>4\"]):::input",
            "    n1[\"Custom1 Mix&lt;#quot;T#quot;&gt;<br/>ReLU1<br/>2\"]:::other",
            "    n0 --> n1",
        ],
        lines[..7]);
        Assert.Equal(Enum.GetValues<DiagramRole>().Length, lines.Count(line => line.StartsWith("    classDef ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_box_reads_boxes_before_it_alone()
    {
        Assert.Equal("nodes", Assert.Throws<ArgumentException>(() => new NetworkDiagram("Net")).ParamName);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new NetworkDiagram("Net", new DiagramNode("Dense1", "", "2", DiagramRole.Weights, 0)));
        Assert.StartsWith("Box 0 (Dense1) reads box 0", exception.Message, StringComparison.Ordinal);
    }

    private static DiagramNode[] Nodes(string graph) => graph switch
    {
        "residual" => Residual,
        "branches" => Branches,
        _ => [new("a < b & \"c\"", "", "4", DiagramRole.Other)],
    };
}
