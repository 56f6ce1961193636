using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>
/// The equations of a recurrent unit, given the products with its weights: one sample at one step, all units side by side.
/// </summary>
internal interface IRecurrentCell
{
    /// <summary>Rows of the weights for each unit: 1, 3 or 4.</summary>
    static abstract int Gates { get; }

    /// <summary>Whether there is a cell beside the state.</summary>
    static abstract bool HasCell { get; }

    /// <summary>Whether a state enters the next one directly, and not through the weights alone.</summary>
    static abstract bool PassesState { get; }

    /// <summary>The next state, and what backward reads, from the products.</summary>
    static abstract void Forward<S, V>(in CellStep step)
        where S : struct, ISimd<S, V>
        where V : struct;

    /// <summary>The gradients of the products, of the cell and of the part of the state that does not go through the weights.</summary>
    static abstract void Backward<S, V>(in CellGradient step)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary>One sample at one step of the forward pass.</summary>
internal unsafe struct CellStep
{
    /// <summary>Units.</summary>
    public int Hidden;

    /// <summary>In: the product of the input, with its bias. Out: what backward reads of the gates.</summary>
    public float* Gates;

    /// <summary>The product of the state, with its bias.</summary>
    public float* Product;

    /// <summary>In: the state before. Out: the state after.</summary>
    public float* State;

    /// <summary>In: the cell before. Out: the cell after. Only where there is one.</summary>
    public float* Cell;

    /// <summary>Out: the state after, once more.</summary>
    public float* Output;

    /// <summary>Out: what backward reads besides the gates; null in prediction.</summary>
    public float* Kept;
}

/// <summary>One sample at one step of the backward pass.</summary>
internal unsafe struct CellGradient
{
    /// <summary>Units.</summary>
    public int Hidden;

    /// <summary>In: what forward left. Out: the gradient of the product of the input.</summary>
    public float* Gates;

    /// <summary>What forward kept at this step, and the gradient of the product of the state where that is another than the gates'.</summary>
    public float* Kept;

    /// <summary>The cell before, where there is one; null for zeros.</summary>
    public float* CellBefore;

    /// <summary>The state before; null for zeros.</summary>
    public float* StateBefore;

    /// <summary>The state after.</summary>
    public float* Output;

    /// <summary>The gradient of the output.</summary>
    public float* OutputGradient;

    /// <summary>Out: the gradient of the product of the state.</summary>
    public float* ProductGradient;

    /// <summary>In: the gradient of the state after, from later steps. Out: that of the state before, as far as it enters directly.</summary>
    public float* StateGradient;

    /// <summary>In: the gradient of the cell after. Out: that of the cell before.</summary>
    public float* CellGradients;
}
