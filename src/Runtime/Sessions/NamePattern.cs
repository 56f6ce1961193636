using System.IO.Enumeration;

namespace Espalier;

/// <summary>How tensors are named at run time: by tensor, by layer, and many at once by <c>*</c> and <c>?</c>.</summary>
internal static class NamePattern
{
    /// <summary>True where the pattern names the tensor or its layer.</summary>
    internal static bool Matches(string pattern, TensorInfo tensor)
        => FileSystemName.MatchesSimpleExpression(pattern, tensor.Name, ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression(pattern, tensor.Layer, ignoreCase: false);

    /// <summary>Throws unless the pattern names something trainable.</summary>
    internal static void Require(string pattern, NetworkDescription description, string argument)
    {
        if (!MatchesAny(pattern, description))
        {
            throw new ArgumentException($"{argument} is '{pattern}'; expected a layer of {description.Name} with trainable tensors, or one of these: {description.TensorNames}.", argument);
        }
    }

    /// <summary>True where the pattern names something trainable.</summary>
    internal static bool MatchesAny(string pattern, NetworkDescription description)
    {
        foreach (TensorInfo tensor in description.Tensors)
        {
            if (tensor.Trainable && Matches(pattern, tensor))
            {
                return true;
            }
        }

        return false;
    }
}
