namespace Espalier.EndToEnd.Tests.Architectures;

/// <summary>min(max(x, 0), 6), MobileNet's rectifier: an activation of one's own.</summary>
public struct ReLU6 : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> => T.Min(T.Max(x, 0), 6);

    public static T Derivative<T>(T x)
        where T : struct, IReal<T> => T.IfPositive(x, T.IfPositive(6 - x, 1, 0), 0);
}
