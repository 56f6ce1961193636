namespace Espalier.EndToEnd.Tests.Cases;

[Network, Input(5), Dense(19), Elementwise<Mish>, Dense(3), MeanSquaredError]
public sealed partial class ElementwiseCase;

[Network, Input(2, 4, 5), Conv2D(5, kernel: 2), Tap("a"), Elementwise<Mish>, Add("a"), Elementwise<Bent>, MeanSquaredError]
public sealed partial class ElementwiseImageCase;

[Network, Input(5), Dense(6), Custom<Pairs>(3), Dense(2), MeanSquaredError]
public sealed partial class CustomCase;

// Images in and out, with options and parameters.
[Network, Input(2, 4, 5), Conv2D(3, kernel: 2), Custom<Blend>([2, 3, 4], options: [0.5f, -1.25f], parameters: 3), Conv2D(2, kernel: 2), MeanSquaredError]
public sealed partial class CustomImageCase;

[Network, Input(2, 3, 2), Custom<Blend>([2, 3, 2], options: [2f, 0f], parameters: 2), Tap("a"), Custom<Blend>([2, 3, 2], options: [1f, 1f], parameters: 2, Frozen = true), Add("a"), MeanSquaredError]
public sealed partial class CustomSameShapeCase;

/// <summary>x · tanh(ln(1 + eˣ)) (Misra 2019).</summary>
public struct Mish : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> => x * T.Tanh(T.Log(1 + T.Exp(x)));

    public static T Derivative<T>(T x)
        where T : struct, IReal<T>
    {
        T t = T.Tanh(T.Log(1 + T.Exp(x)));
        return t + x * (1 - t * t) * T.Sigmoid(x);
    }
}

/// <summary>Every operation that formulas have, but for those of Mish.</summary>
public struct Bent : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> =>
        T.IfPositive(x - 0.5f, T.Sqrt(T.Max(x, 0.25f)), T.Erf(T.Min(x, 0.75f)) / 2) + T.Abs(x) / 4 - -x;

    public static T Derivative<T>(T x)
        where T : struct, IReal<T> =>
        T.IfPositive(x - 0.5f, 0.5f / T.Sqrt(T.Max(x, 0.25f)), 0.5641895835f * T.Exp(-x * x)) + T.IfPositive(x, 0.25f, -0.25f) + 1;
}

/// <summary>The products of neighbours: half as many values.</summary>
public struct Pairs : ICustom
{
    public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[2 * i] * input[2 * i + 1];
        }
    }

    public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient)
    {
        for (int i = 0; i < outputGradient.Length; i++)
        {
            inputGradient[2 * i] = outputGradient[i] * input[2 * i + 1];
            inputGradient[2 * i + 1] = outputGradient[i] * input[2 * i];
        }
    }
}

/// <summary>Two planes: the weighted sum of the channels times each of two factors.</summary>
public struct Blend : ICustom
{
    public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output)
    {
        int pixels = call.InputShape[1] * call.InputShape[2];
        output.Clear();
        for (int i = 0; i < input.Length; i++)
        {
            int sample = i / call.InputLength, channel = i / pixels % call.InputShape[0], pixel = i % pixels;
            for (int plane = 0; plane < 2; plane++)
            {
                output[sample * call.OutputLength + plane * pixels + pixel] += call.Options[plane] * call.Parameters[channel] * input[i];
            }
        }
    }

    public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient)
    {
        int pixels = call.InputShape[1] * call.InputShape[2];
        for (int i = 0; i < input.Length; i++)
        {
            int sample = i / call.InputLength, channel = i / pixels % call.InputShape[0], pixel = i % pixels;
            float sum = 0;
            for (int plane = 0; plane < 2; plane++)
            {
                sum += call.Options[plane] * outputGradient[sample * call.OutputLength + plane * pixels + pixel];
            }

            inputGradient[i] = call.Parameters[channel] * sum;
            parameterGradient[channel] += input[i] * sum;
        }
    }
}
