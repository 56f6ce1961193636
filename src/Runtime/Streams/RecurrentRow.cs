using Espalier.Tiles;

namespace Espalier.Streams;

/// <summary>What a step of a recurrent layer works on.</summary>
internal unsafe struct RecurrentRow
{
    public float* Input;

    /// <summary>The weights of the input and of the state, in panels, and their biases, null where there are none.</summary>
    public float* WeightIh, WeightHh, BiasIh, BiasHh;

    /// <summary>Read and overwritten; the cell is LSTM's alone.</summary>
    public float* State, Cell;
    public float* Output;
    public float* Work;
    public int Inputs, Hidden;

    /// <summary>The width of the panels in which the weights of so many outputs lie.</summary>
    public static int Panel(int outputs) => Panels.Width(outputs);

    /// <summary>Where the weights of an output begin.</summary>
    public static nint Place(int output, int panel, int inputs) => ((nint)(output / panel) * inputs * panel) + (output % panel);
}
