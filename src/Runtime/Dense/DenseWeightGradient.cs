using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The gradient of the weights of a dense layer: <c>dWeight[k, output] += Σ input[row, k] · dOutput[row, output]</c>.
/// Blocks of rows are summed in registers and then added. The gradients of a block are first copied side by side, the
/// inputs where they would leave the second cache or meet in a few lines of the first: to find them would cost more than
/// to multiply. The last few outputs, which would leave most lanes of a vector idle, are summed with the inputs as lanes.
/// </summary>
internal static unsafe class DenseWeightGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int RowBlock = CloserInputs.Rows, ChunkWidth = CloserInputs.Width;

    public static void Run(in Part part, int rows, int inputs, int outputs, float* input, float* dOutput, float* dWeight, bool accumulate = true)
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
        bool packs = CloserInputs.AreCopied(inputs, block);
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
            Debug.Assert(RowBlock * (32 + ChunkWidth) <= part.Scratch.Length, "The scratch memory holds a block of both.");
            float* packed = scratch + (RowBlock * 32);
            for (int row = 0; row < rows && columnFirst < columnEnd; row += block)
            {
                tile.Count = Math.Min(block, rows - row);
                bool adds = accumulate || row > 0;
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
                        float* gradient = dOutput + ((nint)row * outputs) + column.First, to = dWeight + column.Offset(panel, inputs) + ((nint)k * panel);
                        int done = 0;
                        if (LastOutputs.IsWorthItForGradient(column, width, S.Width) && tile.Count >= LastOutputs.FewestRowsOfGradient)
                        {
                            done = width / LanesOfInputs<S, V>.Inputs * LanesOfInputs<S, V>.Inputs;
                            int whole = (column.Vectors - 1) * S.Width;
                            if (!adds)
                            {
                                Clear(done, to + whole, panel);
                            }

                            LanesOfInputs<S, V>.Run(tile.Count, done, column.Last, a, tile.AStep, gradient + whole, outputs, to + whole, panel);
                            if (whole > 0)
                            {
                                Tiles(ref tile, new Column(column.First, 1, S.Width), a, done, gradient, outputs, to, adds, scratch);
                            }
                        }

                        if (done < width)
                        {
                            Tiles(ref tile, column, a + done, width - done, gradient, outputs, to + ((nint)done * panel), adds, scratch);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Zeros in a vector of outputs of some inputs.</summary>
    private static void Clear(int inputs, float* dWeight, int panel)
    {
        for (; inputs > 0; inputs--, dWeight += panel)
        {
            S.Store(dWeight, S.Zero);
        }
    }

    /// <summary>The gradients of a column of outputs, for some inputs.</summary>
    private static void Tiles(ref Tile tile, in Column column, float* input, int inputs, float* dOutput, int outputs, float* dWeight, bool adds, float* packed)
    {
        Pack(column, tile.Count, dOutput, outputs, packed);
        tile.A = input;
        tile.B = packed;
        tile.C = dWeight;
        tile.Addend = adds ? dWeight : null;
        fixed (Tile* own = &tile)
        {
            TileRows<S, V>.Run(own, inputs, column.Vectors);
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
