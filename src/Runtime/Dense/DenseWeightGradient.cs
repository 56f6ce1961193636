using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The gradient of the weights of a dense layer: <c>dWeight[k, output] += Σ input[row, k] · dOutput[row, output]</c>.
/// Blocks of rows are summed in registers and then added. Both operands of a block are first copied side by side, since
/// rows that lie pages apart cost more to find than to multiply.
/// </summary>
internal static unsafe class DenseWeightGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int RowBlock = 128;
    private const int ChunkWidth = (Part.ScratchLength / RowBlock) - 32;

    public static void Run(in Part part, int rows, int inputs, int outputs, float* input, float* dOutput, float* dWeight)
    {
        int panel = Panels.Width(outputs), columns = Column.Count(outputs, S.Width), height = TileRows<S, V>.MaxHeight(outputs > S.Width ? 2 : 1);
        (int first, int end) = (0, inputs);
        (int columnFirst, int columnEnd) = (0, columns);
        if (inputs >= height * part.Count)
        {
            (first, end) = part.Range(inputs, height);
        }
        else
        {
            (columnFirst, columnEnd) = part.Range(columns);
        }

        int blocks = (rows + RowBlock - 1) / RowBlock;
        int block = (rows + blocks - 1) / blocks;
        bool packs = inputs > ChunkWidth;
        int chunk = packs ? ChunkWidth / height * height : end - first;
        Tile tile = default;
        tile.Floor = float.NegativeInfinity;
        tile.ARow = 1;
        tile.CRow = tile.AddendRow = panel;
        tile.BStep = 2 * S.Width;
        tile.MiddleCount = tile.OuterCount = 1;
        tile.Last = S.Width;
        fixed (float* scratch = part.Scratch)
        {
            float* packed = scratch + (RowBlock * 32);
            for (int row = 0; row < rows && columnFirst < columnEnd; row += block)
            {
                tile.Count = Math.Min(block, rows - row);
                for (int k = first; k < end; k += chunk)
                {
                    int width = Math.Min(chunk, end - k);
                    float* a = input + ((nint)row * inputs) + k;
                    tile.AStep = inputs;
                    if (packs)
                    {
                        for (int i = 0; i < tile.Count; i++)
                        {
                            new ReadOnlySpan<float>(a + ((nint)i * inputs), width).CopyTo(new Span<float>(packed + (i * ChunkWidth), width));
                        }

                        a = packed;
                        tile.AStep = ChunkWidth;
                    }

                    for (int index = columnFirst; index < columnEnd; index++)
                    {
                        Column column = Column.At(index, outputs, S.Width);
                        Pack(column, tile.Count, dOutput + ((nint)row * outputs) + column.First, outputs, scratch);
                        tile.A = a;
                        tile.B = scratch;
                        tile.C = tile.Addend = dWeight + column.Offset(panel, inputs) + ((nint)k * panel);
                        TileRows<S, V>.Run(&tile, width, column.Vectors);
                    }
                }
            }
        }
    }

    /// <summary>Copies a column of some rows, padded with zeros, so that whole vectors can be added to what pads the panel.</summary>
    public static float* Pack(in Column column, int rows, float* from, nint step, float* to)
    {
        V mask = S.FirstLanes(column.Last);
        for (; rows > 0; rows--, from += step, to += 2 * S.Width)
        {
            if (column.Vectors > 1)
            {
                S.Store(to, S.Load(from));
                S.Store(to + S.Width, S.LoadMasked(from + S.Width, mask));
            }
            else
            {
                S.Store(to, S.LoadMasked(from, mask));
            }
        }

        return to;
    }
}
