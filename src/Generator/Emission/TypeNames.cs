using Espalier.Generator.Parsing;

namespace Espalier.Generator.Emission;

/// <summary>Names of types of the runtime in emitted code: short, unless the user has a type of that name in sight.</summary>
internal sealed class TypeNames(NetworkSpec spec)
{
    public string this[string type]
    {
        get
        {
            // The network's own class of that name stands in the way.
            if (type == "Stream" && LayerKinds.LayerKindRegistry.TakesSequences(spec))
            {
                return "global::System.IO.Stream";
            }

            foreach (string shadowed in spec.ShadowedNames)
            {
                if (shadowed == type)
                {
                    return "global::" + KnownNames.Runtime[type] + "." + type;
                }
            }

            return type;
        }
    }

    /// <summary>A method with its class: <c>Conv2D.Forward</c>.</summary>
    public string Method(string method)
    {
        int dot = method.IndexOf('.');
        return dot < 0 ? method : this[method.Substring(0, dot)] + method.Substring(dot);
    }

    public string ReadOnlySpan => this["ReadOnlySpan"] + "<float>";

    public string Span => this["Span"] + "<float>";
}
