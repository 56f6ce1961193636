using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Support;
using Espalier.Streams;
using Espalier.Tiles;

namespace Espalier.Generator.Planning.Vectors;

/// <summary>What registers hold of a product, as text: "6×4, 14×2" are tiles of six rows by four vectors of sums and of 14 by two.</summary>
internal static class Tiles
{
    /// <summary>Any number of rows.</summary>
    /// <param name="unit">The vectors.</param>
    /// <param name="outputs">Sums of a row.</param>
    /// <param name="steps">What each of them adds up; 0 for a kernel without tiles of three or four vectors.</param>
    public static string Of(VectorUnit unit, int outputs, long steps = 0) => Joined(Columns(unit, outputs, steps));

    /// <summary>The same of a kernel that may call for the weights of the next column.</summary>
    public static string OfLongRows(VectorUnit unit, int outputs, int steps) => Joined([.. Columns(unit, outputs, steps), Ahead(unit, outputs, steps)]);

    /// <summary>Rows through a dense layer.</summary>
    public static string OfDense(VectorUnit unit, int inputs, int outputs)
    {
        int last = LastOutputs.Count(inputs, outputs, unit.Width);
        return Joined([.. Columns(unit, outputs - last, inputs), .. ByInputs(last), Ahead(unit, outputs, inputs)]);
    }

    /// <summary>Samples of one row each through a dense layer.</summary>
    public static string OfDenseOfSingleRows(VectorUnit unit, int inputs, int outputs) =>
        TileSize.IsNarrow(inputs, outputs, unit.Width)
            ? Invariant.Text(TileSize.SumsOfNarrow) + " · " + Size(TileSize.MaxHeightOfNarrow(unit.HasManyRegisters), 1)
            : OfDense(unit, inputs, outputs);

    /// <summary>A single row through a dense layer.</summary>
    public static string OfDenseRow(VectorUnit unit, int inputs, int outputs, bool isPacked = false) =>
        TileSize.IsNarrow(inputs, outputs, unit.Width)
            ? Invariant.Text(TileSize.SumsOfNarrow) + " · " + Size(1, 1)
            : OfRow(unit, inputs, outputs, LastOutputs.Count(inputs, outputs, unit.Width), isPacked);

    /// <summary>A single row.</summary>
    /// <param name="unit">The vectors.</param>
    /// <param name="inputs">Floats that come in.</param>
    /// <param name="outputs">Floats that come out.</param>
    /// <param name="last">Outputs that have inputs as lanes.</param>
    /// <param name="isPacked">Whether the weights are packed for single rows.</param>
    public static string OfRow(VectorUnit unit, int inputs, int outputs, int last = 0, bool isPacked = false)
    {
        int vectors = (outputs - last + unit.Width - 1) / unit.Width;
        var groups = new List<string>();
        vectors = isPacked || vectors < 2 * RowVectors.Most ? vectors : RowVectors.Most + (vectors % RowVectors.Most);
        for (int first = 0; first < vectors;)
        {
            int end = isPacked ? RowVectors.GroupEnd(first, vectors) : System.Math.Min(vectors, first + RowVectors.Most);
            groups.Add((RowVectors.TakesPieces(end - first, inputs) ? "2 · " : "") + Size(1, end - first));
            first = end;
        }

        return Joined(groups.Concat(ByInputs(last)));
    }

    /// <summary>The gradient of a dense layer's weights.</summary>
    public static string OfDenseGradient(VectorUnit unit, int inputs, int outputs)
    {
        var tiles = new List<string>();
        outputs = Shortened(outputs, unit);
        for (int index = 0; index < Column.Count(outputs, unit.Width); index++)
        {
            Column column = Column.At(index, outputs, unit.Width);
            bool byInputs = LastOutputs.IsWorthItForGradient(column, inputs, unit.Width);
            int vectors = byInputs ? column.Vectors - 1 : column.Vectors;
            if (vectors > 0)
            {
                tiles.Add(Tallest(unit, vectors));
            }

            tiles.AddRange(ByInputs(byInputs ? column.Last : 0));
        }

        tiles.Add(CloserInputs.AreCopied(inputs, CloserInputs.Rows) ? "copied" : "");

        return Joined(tiles);
    }

    /// <summary>Filtering along rows: no more than six rows of sums, at eight points.</summary>
    public static string OfRowWinograd(VectorUnit unit, int filters)
    {
        const int MostRows = 6;
        return Joined(Enumerable.Range(0, Column.Count(filters, unit.Width)).Select(index => Size(MostRows, Column.At(index, filters, unit.Width).Vectors)));
    }

    /// <summary>A row through a dense layer in a stream.</summary>
    public static string OfStep(VectorUnit unit, int outputs)
    {
        int panel = Panels.Width(outputs), vectors = panel / unit.Width, inputs = StepForm.Sums / vectors, rest = outputs % panel;
        string few = rest > 0 && rest <= StepForm.FewOutputs ? Invariant.Text(rest) + " singly" : "";
        return Joined([outputs <= StepForm.FewOutputs ? "" : Size(1, vectors) + (inputs > 1 ? " of " + Invariant.Text(inputs) + " inputs" : ""), few]);
    }

    /// <summary>A step of a recurrent layer in a stream.</summary>
    public static string OfCell(VectorUnit unit, int gates, int hidden) =>
        StepForm.KeepsCellInRegisters(hidden, unit.Width) ? "whole cell" : OfStep(unit, gates * hidden);

    /// <summary>A tile of so many rows by so many vectors.</summary>
    public static string Size(int rows, int vectors) => Invariant.Text(rows) + "×" + Invariant.Text(vectors);

    private static IEnumerable<string> Columns(VectorUnit unit, int outputs, long steps)
    {
        outputs = Shortened(outputs, unit);
        int columns = Column.Count(outputs, unit.Width);
        for (int index = 0; index < columns; index++)
        {
            Column column = Column.At(index, outputs, unit.Width);
            if (index + 1 < columns && TileSize.IsWide(column, unit.Width, unit.HasManyRegisters, steps))
            {
                index++;
                int vectors = column.Vectors + Column.At(index, outputs, unit.Width).Vectors;
                yield return Size(TileSize.MaxHeightOfWide(vectors), vectors);
            }
            else
            {
                yield return Tallest(unit, column.Vectors);
            }
        }
    }

    /// <summary>Outputs that are cut into the same tiles: pairs of columns, which are all alike, and a rest.</summary>
    private static int Shortened(int outputs, VectorUnit unit)
    {
        int pair = 4 * unit.Width;
        return outputs < 2 * pair ? outputs : pair + (outputs % pair);
    }

    private static string Tallest(VectorUnit unit, int vectors) => Size(TileSize.MaxHeight(vectors, unit.HasManyRegisters), vectors);

    private static IEnumerable<string> ByInputs(int outputs) => outputs > 0 ? [Invariant.Text(outputs) + " by inputs"] : [];

    /// <summary>Tiles of three or four vectors fill a panel, and need no reading ahead.</summary>
    private static string Ahead(VectorUnit unit, int outputs, int steps) =>
        ReadAhead.IsWorthIt(outputs, steps, unit.Width) && Column.Count(outputs, unit.Width) > 1
        && !TileSize.IsWide(Column.At(0, outputs, unit.Width), unit.Width, unit.HasManyRegisters, steps) ? "ahead" : "";

    private static string Joined(IEnumerable<string> tiles) => string.Join(", ", tiles.Where(tile => tile.Length > 0).Distinct());
}
