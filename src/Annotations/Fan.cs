namespace Espalier;

/// <summary>Which connections of a weight are counted to scale its initial values.</summary>
public enum Fan
{
    /// <summary>Inputs of one output: keeps the size of values from layer to layer, forwards.</summary>
    In,

    /// <summary>Outputs that one input reaches: keeps the size of gradients from layer to layer, backwards.</summary>
    Out,
}
