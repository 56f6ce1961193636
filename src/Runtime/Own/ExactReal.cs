namespace Espalier;

/// <summary>A double as a number of formulas: what differences are taken with.</summary>
internal readonly struct ExactReal(double value) : IReal<ExactReal>
{
    public double Value { get; } = value;

    public static implicit operator ExactReal(float value) => new(value);

    public static ExactReal operator +(ExactReal left, ExactReal right) => new(left.Value + right.Value);

    public static ExactReal operator -(ExactReal left, ExactReal right) => new(left.Value - right.Value);

    public static ExactReal operator -(ExactReal value) => new(-value.Value);

    public static ExactReal operator *(ExactReal left, ExactReal right) => new(left.Value * right.Value);

    public static ExactReal operator /(ExactReal left, ExactReal right) => new(left.Value / right.Value);

    public static ExactReal Min(ExactReal left, ExactReal right) => new(Math.Min(left.Value, right.Value));

    public static ExactReal Max(ExactReal left, ExactReal right) => new(Math.Max(left.Value, right.Value));

    public static ExactReal IfPositive(ExactReal condition, ExactReal yes, ExactReal no) => condition.Value > 0 ? yes : no;

    public static ExactReal Abs(ExactReal value) => new(Math.Abs(value.Value));

    public static ExactReal Sqrt(ExactReal value) => new(Math.Sqrt(value.Value));

    public static ExactReal Exp(ExactReal value) => new(Math.Exp(value.Value));

    public static ExactReal Log(ExactReal value) => new(Math.Log(value.Value));

    public static ExactReal Tanh(ExactReal value) => new(Math.Tanh(value.Value));

    public static ExactReal Sigmoid(ExactReal value) => new(1 / (1 + Math.Exp(-value.Value)));

    /// <summary>By the series <c>2/√π · e^(−x²) · Σ 2ⁿ x^(2n + 1) / (1 · 3 · 5 … (2n + 1))</c>; from 6 on it is ±1.</summary>
    public static ExactReal Erf(ExactReal value)
    {
        double x = value.Value;
        if (Math.Abs(x) > 6)
        {
            return new ExactReal(Math.Sign(x));
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return new ExactReal(2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum);
    }
}
