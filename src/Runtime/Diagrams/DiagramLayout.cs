namespace Espalier.Diagrams;

/// <summary>
/// Where boxes and lines go: ranks from the inputs down, lines over several ranks by way of a point in each, an order in
/// each rank with few crossings, and places that keep lines straight (Sugiyama, Tagawa and Toda 1981, "Methods for Visual
/// Understanding of Hierarchical System Structures").
/// </summary>
internal sealed class DiagramLayout
{
    private const double LetterWidth = 7.4, BoldWidth = 8.6, Padding = 14, LineHeight = 17, Gap = 26, LeastGap = 4, RankGap = 30;

    // A box pulls so much harder than a point of a line that paths of boxes stay straight.
    private const double BoxPull = 1000;
    private const int Sweeps = 12;

    private readonly List<Vertex> _vertices = [];
    private readonly List<List<Vertex>> _ranks = [];

    /// <summary>The boxes, in the order of the diagram.</summary>
    public IReadOnlyList<Vertex> Boxes { get; private set; } = [];

    /// <summary>The lines: the box where one begins, the points on its way, the box where it ends.</summary>
    public List<Vertex[]> Lines { get; } = [];

    public double Width { get; private set; }

    public double Height { get; private set; }

    public static DiagramLayout Of(DiagramNode[] nodes)
    {
        var layout = new DiagramLayout();
        layout.Rank(nodes);
        layout.Order();
        layout.Place();
        return layout;
    }

    private void Rank(DiagramNode[] nodes)
    {
        Vertex[] boxes = new Vertex[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            int rank = 0;
            foreach (int input in nodes[i].Inputs)
            {
                rank = Math.Max(rank, boxes[input].Rank + 1);
            }

            boxes[i] = new Vertex(nodes[i], rank, nodes[i].Lines.Select((line, k) => line.Length * (k == 0 ? BoldWidth : LetterWidth)).Max() + (2 * Padding), (LineHeight * nodes[i].Lines.Count()) + Padding);
        }

        // A further input stands right above what reads it.
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Inputs.Length == 0)
            {
                int first = Enumerable.Range(i + 1, nodes.Length - i - 1).Where(reader => nodes[reader].Inputs.Contains(i)).Select(reader => boxes[reader].Rank).DefaultIfEmpty(1).Min();
                boxes[i].Rank = first - 1;
            }
        }

        Boxes = boxes;
        FindTrunks(nodes, boxes);
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int input in nodes[i].Inputs)
            {
                AddLine(boxes[input], boxes[i]);
            }

            Add(boxes[i]);
        }
    }

    /// <summary>
    /// A box that joins lines stands under the last box that all of them come through: under the middle of its branches, the
    /// network would drift to the side with each join. A further input comes through nothing, and is not asked.
    /// </summary>
    private static void FindTrunks(DiagramNode[] nodes, Vertex[] boxes)
    {
        // For each box, the last one that all ways from the inputs to it go through; -1 where there is none.
        int[] last = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            int[] inputs = nodes[i].Inputs.ToArray(), inner = [.. inputs.Where(input => nodes[input].Inputs.Length > 0)];
            last[i] = inputs.Length == 0 ? -1 : inputs.Aggregate(Common);
            int trunk = last[i] < 0 && inner.Length > 0 ? inner.Aggregate(Common) : last[i];
            boxes[i].Trunk = inputs.Length > 1 && trunk >= 0 ? boxes[trunk] : null;
        }

        int Common(int one, int other)
        {
            while (one != other)
            {
                (one, other) = one > other ? (last[one], other) : (one, last[other]);
            }

            return one;
        }
    }

    private void AddLine(Vertex from, Vertex to)
    {
        List<Vertex> way = [from];
        for (int rank = from.Rank + 1; rank < to.Rank; rank++)
        {
            var point = new Vertex(null, rank, 10, 0);
            Add(point);
            way.Add(point);
        }

        way.Add(to);
        for (int i = 1; i < way.Count; i++)
        {
            way[i - 1].Below.Add(way[i]);
            way[i].Above.Add(way[i - 1]);
        }

        Lines.Add([.. way]);
    }

    private void Add(Vertex vertex)
    {
        while (_ranks.Count <= vertex.Rank)
        {
            _ranks.Add([]);
        }

        _vertices.Add(vertex);
        _ranks[vertex.Rank].Add(vertex);
    }

    /// <summary>Sorts each rank by the mean place of its neighbours, down and up again.</summary>
    private void Order()
    {
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            for (int i = 1; i < _ranks.Count; i++)
            {
                List<Vertex> rank = _ranks[isDown ? i : _ranks.Count - 1 - i], fixedRank = _ranks[isDown ? i - 1 : _ranks.Count - i];
                for (int place = 0; place < fixedRank.Count; place++)
                {
                    fixedRank[place].Place = place;
                }

                for (int place = 0; place < rank.Count; place++)
                {
                    List<Vertex> neighbours = isDown ? rank[place].Above : rank[place].Below;
                    rank[place].Place = neighbours.Count == 0 ? place : neighbours.Average(neighbour => neighbour.Place);
                }

                Vertex[] sorted = [.. rank.OrderBy(vertex => vertex.Place)];
                rank.Clear();
                rank.AddRange(sorted);
            }
        }
    }

    private void Place()
    {
        foreach (List<Vertex> rank in _ranks)
        {
            Settle(rank, vertex => 0);
        }

        // Down last: what follows a box stands right under it.
        for (int sweep = 0; sweep <= 2 * Sweeps; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            foreach (List<Vertex> rank in isDown ? _ranks : Enumerable.Reverse(_ranks))
            {
                Settle(rank, vertex => isDown && vertex.Trunk is { } trunk ? trunk.X : Wanted(vertex, isDown ? vertex.Above : vertex.Below));
            }
        }

        // Inner lines can follow once outer ones have made room.
        Straighten();
        Straighten();

        double left = _vertices.Min(vertex => vertex.X - (vertex.Width / 2)), top = 0;
        foreach (List<Vertex> rank in _ranks)
        {
            double height = rank.Max(vertex => vertex.Height);
            foreach (Vertex vertex in rank)
            {
                vertex.X -= left;
                vertex.Y = top + (height / 2);
                vertex.Height = vertex.Node is null ? height : vertex.Height;
            }

            top += height + RankGap;
        }

        Width = _vertices.Max(vertex => vertex.X + (vertex.Width / 2));
        Height = top - RankGap;
    }

    /// <summary>Moves the stretches of a line outwards, one under the other, where nothing stands in the way.</summary>
    private void Straighten()
    {
        foreach (Vertex[] way in Lines.Where(way => way.Length > 2))
        {
            Vertex[] stretches = way[1..^1];
            bool isRight = stretches.Average(stretch => stretch.X) >= (way[0].X + way[^1].X) / 2;
            double x = isRight ? stretches.Max(stretch => stretch.X) : stretches.Min(stretch => stretch.X);
            if (stretches.All(stretch => _ranks[stretch.Rank].All(other => other == stretch || Math.Abs(other.X - x) >= ((other.Width + stretch.Width) / 2) + LeastGap)))
            {
                foreach (Vertex stretch in stretches)
                {
                    stretch.X = x;
                }
            }
        }
    }

    private static double Wanted(Vertex vertex, List<Vertex> neighbours)
    {
        double sum = 0, weight = 0;
        foreach (Vertex neighbour in neighbours)
        {
            double pull = neighbour.Node is null && vertex.Node is not null ? 1 : BoxPull;
            sum += pull * neighbour.X;
            weight += pull;
        }

        return weight == 0 ? vertex.X : sum / weight;
    }

    /// <summary>
    /// Puts the vertices of a rank as near to where they want to be as their order and size allow: least squares with an
    /// order, by pooling adjacent violators.
    /// </summary>
    private static void Settle(List<Vertex> rank, Func<Vertex, double> wanted)
    {
        var pools = new List<(double Sum, double Weight, int Count)>();
        double[] offsets = new double[rank.Count];
        for (int i = 0; i < rank.Count; i++)
        {
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + ((rank[i - 1].Width + rank[i].Width) / 2) + Gap;
            double weight = rank[i].Node is null ? 1 : BoxPull;
            pools.Add((weight * (wanted(rank[i]) - offsets[i]), weight, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Weight > pools[^1].Sum / pools[^1].Weight)
            {
                (double sum, double heavy, int count) = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Sum + sum, pools[^1].Weight + heavy, pools[^1].Count + count);
            }
        }

        int next = 0;
        foreach ((double sum, double weight, int count) in pools)
        {
            for (int i = 0; i < count; i++, next++)
            {
                rank[next].X = (sum / weight) + offsets[next];
            }
        }
    }

    /// <summary>A box, or a stretch of a line that goes past a rank.</summary>
    internal sealed class Vertex(DiagramNode? node, int rank, double width, double height)
    {
        /// <summary>Null for a stretch of a line.</summary>
        public DiagramNode? Node { get; } = node;

        public int Rank { get; set; } = rank;

        public double Width { get; } = width;

        public double Height { get; set; } = height;

        /// <summary>The middle.</summary>
        public double X { get; set; }

        /// <summary>The middle.</summary>
        public double Y { get; set; }

        /// <summary>What a box that joins lines stands under; null where it is their mean.</summary>
        public Vertex? Trunk { get; set; }

        /// <summary>Where it stands in its rank, while orders are sought.</summary>
        public double Place { get; set; }

        public List<Vertex> Above { get; } = [];

        public List<Vertex> Below { get; } = [];
    }
}
