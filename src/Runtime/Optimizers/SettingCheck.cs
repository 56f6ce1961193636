namespace Espalier;

/// <summary>The ranges of an optimizer's settings.</summary>
internal static class SettingCheck
{
    /// <summary>A finite number, at least 0.</summary>
    public static float AtLeastZero(float value, string name) => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and at least 0.");

    /// <summary>A finite number above 0.</summary>
    public static float AboveZero(float value, string name) => value > 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and above 0.");

    /// <summary>A share: at least 0, below 1.</summary>
    public static float BelowOne(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");
}
