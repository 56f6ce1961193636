using System.Collections.Immutable;

namespace Espalier.CodeFixes;

/// <summary>The diagnostics with which the compiler sends remedies along.</summary>
internal static class RemediedIds
{
    public static ImmutableArray<string> All { get; } =
    [
        "ESP0114", "ESP0115", "ESP0140", "ESP0141", "ESP0160", "ESP0165", "ESP0170", "ESP0171", "ESP0172",
        "ESP0201", "ESP0202", "ESP0203", "ESP0205", "ESP0206", "ESP0209", "ESP0210", "ESP0211", "ESP0212", "ESP0213", "ESP0214", "ESP0215", "ESP0216",
        "ESP0220", "ESP0221", "ESP0222", "ESP0223", "ESP0225", "ESP0226", "ESP0230", "ESP0231", "ESP0235", "ESP0236", "ESP0240", "ESP0241", "ESP0242", "ESP0250", "ESP0254",
        "ESP0301", "ESP0303", "ESP0304", "ESP0306", "ESP0307", "ESP0309", "ESP0330", "ESP0331",
        "ESP0410",
        "ESP0501", "ESP0510", "ESP0515", "ESP0516", "ESP0517",
        "ESP0520", "ESP0521", "ESP0522", "ESP0524", "ESP0525", "ESP0526", "ESP0527", "ESP0528", "ESP0530", "ESP0531",
        "ESP0701", "ESP0702",
    ];
}
