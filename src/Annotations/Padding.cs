namespace Espalier;

/// <summary>Padding that follows from the sizes, in place of numbers.</summary>
public enum Padding
{
    /// <summary>
    /// As much as gives ⌈size / stride⌉ outputs: the size itself at stride 1. Half of it goes before, and the odd one
    /// after, as in Keras (and in PyTorch, which has it for stride 1 only).
    /// </summary>
    Same,

    /// <summary>dilation·(kernel − 1) steps before and none after: no output sees a later step ([Conv1D] only).</summary>
    Causal,
}
