using System;
using System.Collections.Generic;
using System.Globalization;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Graph;

/// <summary>
/// What each line is called among its own: as its <c>Name</c> says, else by its kind (or block) and number. A named line
/// counts too, so that naming one layer renames no other.
/// </summary>
internal sealed class LineNames
{
    private readonly string[] _names;

    public LineNames(EquatableArray<LayerSpec> lines)
    {
        _names = new string[lines.Length];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < _names.Length; i++)
        {
            LayerSpec line = lines[i];
            LayerKind? kind = LayerKindRegistry.Find(line.Kind);
            string prefix = kind?.NamePrefix ?? line.Use?.BlockName ?? line.Kind;
            counts[prefix] = counts.TryGetValue(prefix, out int count) ? count + 1 : 1;
            string numbered = kind is { IsNumbered: false } && count == 0
                ? prefix
                : prefix + counts[prefix].ToString(CultureInfo.InvariantCulture);
            _names[i] = kind?.OwnName(line) ?? line.Name ?? numbered;
        }
    }

    public string Of(int index) => _names[index];
}
