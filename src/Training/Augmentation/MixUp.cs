namespace Espalier.Training;

/// <summary>
/// Mix-up (Zhang et al., 2018): trains on <c>λ·x + (1 − λ)·x'</c> with the answer mixed alike, where x' is another
/// sample and λ is drawn from Beta(α, α). Given to a <see cref="Trainer"/> or a <see cref="DataLoader"/>.
/// </summary>
public sealed class MixUp
{
    private readonly float _alpha;

    /// <summary>Mixes as strongly as α says.</summary>
    /// <param name="alpha">Above 0, at most 10: .2 seldom mixes much, 1 draws λ evenly.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is out of range.</exception>
    public MixUp(float alpha = .2f)
    {
        _alpha = alpha is > 0 and <= 10
            ? alpha
            : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, FormattableString.Invariant($"alpha is {alpha}; expected a number above 0 and at most 10."));
    }

    /// <summary>Draws λ: a = Gamma(α), b = Gamma(α), a / (a + b).</summary>
    internal float NextShare(ref SeededRandom random)
    {
        double a = LogGamma(ref random);
        double b = LogGamma(ref random);

        // By logarithms, since Gamma of a small α is often below the smallest number.
        return (float)(1 / (1 + Math.Exp(b - a)));
    }

    // The logarithm of a number from Gamma(α): Marsaglia and Tsang (2000) for α + 1, then times U^(1/α).
    private double LogGamma(ref SeededRandom random)
    {
        double d = _alpha + (2.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(ref random);
            double v = 1 + (c * x);
            double u = Uniform(ref random);
            if (v > 0 && Math.Log(u) < (.5 * x * x) + (d * (1 - (v * v * v) + (3 * Math.Log(v)))))
            {
                return Math.Log(d) + (3 * Math.Log(v)) + (Math.Log(Uniform(ref random)) / _alpha);
            }
        }
    }

    // Box and Muller.
    private static double Normal(ref SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(Uniform(ref random))) * Math.Cos(2 * Math.PI * random.NextFloat());

    // Never 0, whose logarithm there is not.
    private static double Uniform(ref SeededRandom random) => ((random.NextBits() >> 11) + .5) * (1.0 / (1L << 53));
}
