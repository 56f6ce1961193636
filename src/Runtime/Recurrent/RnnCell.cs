using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>The plain recurrent unit: <c>h' = f(W·x + U·h)</c>. Elman 1990.</summary>
internal readonly unsafe struct RnnCell<TCurve> : IRecurrentCell
    where TCurve : struct, IRecurrentCurve
{
    public static int Gates => 1;

    public static bool HasCell => false;

    public static bool PassesState => false;

    /// <summary>Keeps nothing: backward reads the output.</summary>
    public static void Forward<S, V>(in CellStep step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, product = step.Product, state = step.State, output = step.Output;
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V h = TCurve.Apply<S, V>(Rows.Sum<S, V>(gates + k, product + k, lanes));
            Rows.StoreBoth<S, V>(state + k, output + k, h, lanes);
        }
    }

    public static void Backward<S, V>(in CellGradient step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, output = step.Output, dOutput = step.OutputGradient, dProduct = step.ProductGradient, dState = step.StateGradient;
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V dh = S.Add(Rows.Load<S, V>(dOutput + k, lanes), Rows.Load<S, V>(dState + k, lanes));
            Rows.StoreBoth<S, V>(gates + k, dProduct + k, TCurve.Gradient<S, V>(Rows.Load<S, V>(output + k, lanes), dh), lanes);
        }
    }
}

/// <summary>The curve of a plain recurrent unit, whose derivative is told by its value.</summary>
internal interface IRecurrentCurve
{
    static abstract V Apply<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct;

    /// <summary>The gradient of x from y = f(x) and its gradient.</summary>
    static abstract V Gradient<S, V>(V y, V dy)
        where S : struct, ISimd<S, V>
        where V : struct;
}

internal readonly struct TanhCurve : IRecurrentCurve
{
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct => VectorMath.Tanh<S, V>(x);

    public static V Gradient<S, V>(V y, V dy)
        where S : struct, ISimd<S, V>
        where V : struct => S.Multiply(dy, S.Subtract(S.Broadcast(1f), S.Multiply(y, y)));
}

internal readonly struct ReLUCurve : IRecurrentCurve
{
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct => S.Max(S.Zero, x);

    public static V Gradient<S, V>(V y, V dy)
        where S : struct, ISimd<S, V>
        where V : struct => S.And(S.GreaterThan(y, S.Zero), dy);
}
