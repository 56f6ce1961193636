using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>A block as it was declared.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="Arguments">Its arguments in the order of their declaration.</param>
/// <param name="Layers">Its lines in source order. Options may be expressions over the arguments.</param>
/// <param name="Problems">What parsing found wrong with it: <see cref="Problem.Layer"/> counts its own lines and places.</param>
/// <param name="FirstPlace">
/// Where its places begin among those of the network: the class's name, then the lines, then what else problems point at.
/// </param>
internal sealed record BlockSpec(
    string Name,
    EquatableArray<ArgumentSpec> Arguments,
    EquatableArray<LayerSpec> Layers,
    EquatableArray<Problem> Problems,
    int FirstPlace)
{
    /// <summary>
    /// Whether a problem is found where the block is read by itself. A circle through several blocks is found where the
    /// reading began, in the last of them.
    /// </summary>
    public bool Shows(Problem problem) => problem.Descriptor != UsageDescriptors.BlockUsesItself || problem.Arguments[0] == Name;

    /// <summary>A line or place of the block as a place of the network.</summary>
    public int PlaceOf(int layer) => Problem.AtPlace(FirstPlace + layer switch
    {
        >= 0 => 1 + layer,
        Problem.AtClass => 0,
        _ => 1 + Layers.Length + Problem.AtPlace(layer),
    });
}

/// <summary>An argument of a block.</summary>
/// <param name="Name">The name of the constant.</param>
/// <param name="Default">Its value.</param>
/// <param name="FirstRepeatOnly">From the second repeat of a use on, the default holds.</param>
internal sealed record ArgumentSpec(string Name, OptionValue Default, bool FirstRepeatOnly);

/// <summary>What a line says that uses a block; the block's arguments are the options of the line.</summary>
/// <param name="Block">The block's position among the network's blocks.</param>
/// <param name="BlockName">Its name, by which unnamed uses are called.</param>
/// <param name="Repeat">How often in a row; null where it is not given.</param>
internal sealed record UseSpec(int Block, string BlockName, OptionValue? Repeat);
