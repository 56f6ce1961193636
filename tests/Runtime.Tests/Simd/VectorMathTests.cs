using Espalier.Simd;
using Xunit;

namespace Espalier.Runtime.Tests.Simd;

/// <summary>Every function against double precision, over bit patterns from minus infinity to infinity.</summary>
public unsafe class VectorMathTests
{
    /// <summary>A stride over the bit patterns that hits every exponent many times and is no multiple of a power of two.</summary>
    private const long Stride = 4_999;

    /// <summary>Where functions made of exponentials may begin to be 0.</summary>
    private const double Smallest = 1.7e-38;

    private static double TanhBound => System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 5 : 6;

    [Fact]
    public void Exp_is_within_two_ulp() => Sweep(default(ExpFunction), Math.Exp, 2, Smallest);

    [Fact]
    public void Log_is_within_two_ulp() => Sweep(default(LogFunction), Math.Log, 2);

    [Fact]
    public void Sigmoid_is_within_three_ulp() => Sweep(default(SigmoidFunction), x => 1 / (1 + Math.Exp(-x)), 3, Smallest);

    [Fact]
    public void Tanh_is_within_five_ulp() => Sweep(default(TanhFunction), Math.Tanh, TanhBound);

    [Fact]
    public void Erf_is_within_two_ulp() => Sweep(default(ErfFunction), Erf, 2);

    [Fact]
    public void Exp_minus_one_is_within_three_ulp() => Sweep(default(ExpMinusOneFunction), x => x > 88 ? Math.Exp(88) - 1 : ExpMinusOne(x), 3);

    [Fact]
    public void Log_of_one_plus_is_within_three_ulp() => Sweep(default(LogOnePlusFunction), LogOnePlus, 3, least: 0);

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(0f, 0f)]
    [InlineData(1e20f, 1f)]
    public void Erf_has_the_right_limits(float x, float expected) => Assert.Equal(expected, Single(default(ErfFunction), x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(0f, 1f)]
    [InlineData(88.73f, float.PositiveInfinity)]
    [InlineData(-87f, 0f)]
    [InlineData(-104f, 0f)]
    public void Exp_has_the_right_limits(float x, float expected) => Assert.Equal(expected, Single(default(ExpFunction), x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-1f, float.NaN)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(1f, 0f)]
    public void Log_has_the_right_limits(float x, float expected)
    {
        Assert.Equal(expected, Single(default(LogFunction), x));
        Assert.Equal(expected, VectorMath.Log(x));
    }

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(0f, 0.5f)]
    public void Sigmoid_has_the_right_limits(float x, float expected) => Assert.Equal(expected, Single(default(SigmoidFunction), x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(0f, 0f)]
    [InlineData(float.Epsilon, float.Epsilon)]
    [InlineData(-float.Epsilon, -float.Epsilon)]
    public void Tanh_has_the_right_limits(float x, float expected) => Assert.Equal(expected, Single(default(TanhFunction), x));

    private static float Single<TFunction>(TFunction function, float x)
        where TFunction : struct, IUnaryOperator
    {
        float* values = stackalloc float[16];
        new Span<float>(values, 16).Fill(x);
        VectorWidth.Run(new Block<TFunction>(values, function));
        return values[15];
    }

    private static void Sweep<TFunction>(TFunction function, Func<double, double> reference, double bound, double smallest = 0, double least = double.NegativeInfinity)
        where TFunction : struct, IUnaryOperator
    {
        float* inputs = stackalloc float[16];
        float* results = stackalloc float[16];
        for (long first = 0; first <= uint.MaxValue; first += 16 * Stride)
        {
            for (int i = 0; i < 16; i++)
            {
                inputs[i] = results[i] = BitConverter.UInt32BitsToSingle((uint)(first + (i * Stride)));
            }

            VectorWidth.Run(new Block<TFunction>(results, function));
            for (int i = 0; i < 16; i++)
            {
                double expected = reference(inputs[i]);
                float rounded = (float)expected;
                bool vanishes = expected != 0 && Math.Abs(expected) < smallest && results[i] == 0;
                if (rounded.Equals(results[i]) || vanishes || inputs[i] < least)
                {
                    continue;
                }

                double ulp = (double)MathF.BitIncrement(MathF.Abs(rounded)) - MathF.Abs(rounded);
                double error = Math.Abs(results[i] - expected) / ulp;
                if (!(error <= bound))
                {
                    Assert.Fail($"f({inputs[i]:G9}) is {results[i]:G9}, expected {expected:G9}: {error:F2} ULP");
                }
            }
        }
    }

    private readonly struct Block<TFunction>(float* values, TFunction function) : IVectorKernel
        where TFunction : struct, IUnaryOperator
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int i = 0; i < 16; i += S.Width)
            {
                S.Store(values + i, function.Apply<S, V>(S.Load(values + i)));
            }
        }
    }

    private readonly struct ExpFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Exp<S, V>(x);
    }

    private readonly struct LogFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Log<S, V>(x);
    }

    /// <summary>By its series.</summary>
    private static double Erf(double x)
    {
        double t = Math.Abs(x);
        if (double.IsNaN(x) || t > 6)
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            // The form without alternating signs: e^(−x²) · Σ 2ⁿ x^(2n + 1) / (1 · 3 · 5 … (2n + 1)).
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 0.1)
        {
            return Math.Exp(x) - 1;
        }

        double term = x, sum = x;
        for (int n = 2; n < 12; n++)
        {
            term *= x / n;
            sum += term;
        }

        return sum;
    }

    private static double LogOnePlus(double x)
    {
        if (x > 0.01)
        {
            return Math.Log(1 + x);
        }

        double power = x, sum = x;
        for (int n = 2; n < 12; n++)
        {
            power *= -x;
            sum += power / n;
        }

        return sum;
    }

    private readonly struct ErfFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Erf<S, V>(x);
    }

    private readonly struct ExpMinusOneFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.ExpMinusOne<S, V>(x);
    }

    private readonly struct LogOnePlusFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.LogOnePlus<S, V>(x);
    }

    private readonly struct SigmoidFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Sigmoid<S, V>(x);
    }

    private readonly struct TanhFunction : IUnaryOperator
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Tanh<S, V>(x);
    }
}
