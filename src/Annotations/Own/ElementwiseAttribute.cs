using System.Diagnostics;

namespace Espalier;

/// <summary>An activation of one's own: a function of each value by itself. The shape stays.</summary>
/// <typeparam name="TFunction">A struct that implements <c>IElementwise</c>: the function and its derivative.</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ElementwiseAttribute<TFunction> : LayerAttribute
    where TFunction : struct
{
    /// <summary>An activation of one's own.</summary>
    public ElementwiseAttribute()
    {
    }
}
