namespace Espalier.Diagrams;

/// <summary>A light fill and a darker edge for each kind of layer.</summary>
internal static class DiagramColours
{
    public const string Text = "#1f2933";

    public const string Line = "#7b8794";

    public static (string Fill, string Stroke) Of(DiagramRole role) => role switch
    {
        DiagramRole.Input or DiagramRole.Output => ("#e4e7eb", "#52606d"),
        DiagramRole.Weights => ("#dbeafe", "#3b76c4"),
        DiagramRole.Norm => ("#ede4fb", "#7d5bbe"),
        DiagramRole.Activation => ("#fdf0d0", "#c08a1e"),
        DiagramRole.Pooling => ("#d9f2e3", "#2f9461"),
        DiagramRole.Join => ("#fbe3ee", "#b8517f"),
        DiagramRole.Loss => ("#fde2de", "#c2503f"),
        _ => ("#f5f7fa", "#9aa5b1"),
    };
}
