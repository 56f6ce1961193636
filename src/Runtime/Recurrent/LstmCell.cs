using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>
/// Long short-term memory in PyTorch's form and order of gates, i f g o: <c>c' = σ(f)·c + σ(i)·tanh(g)</c> and
/// <c>h' = σ(o)·tanh(c')</c>. Hochreiter and Schmidhuber 1997; the forget gate is that of Gers et al. 2000.
/// </summary>
internal readonly unsafe struct LstmCell : IRecurrentCell
{
    public static int Gates => 4;

    public static bool HasCell => true;

    public static bool PassesState => false;

    /// <summary>Keeps the gates after their curves, and the cell.</summary>
    public static void Forward<S, V>(in CellStep step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, product = step.Product, state = step.State, cell = step.Cell, output = step.Output, kept = step.Kept;
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V i = VectorMath.Sigmoid<S, V>(Rows.Sum<S, V>(gates + k, product + k, lanes));
            V f = VectorMath.Sigmoid<S, V>(Rows.Sum<S, V>(gates + hidden + k, product + hidden + k, lanes));
            V g = VectorMath.Tanh<S, V>(Rows.Sum<S, V>(gates + (2 * hidden) + k, product + (2 * hidden) + k, lanes));
            V o = VectorMath.Sigmoid<S, V>(Rows.Sum<S, V>(gates + (3 * hidden) + k, product + (3 * hidden) + k, lanes));
            V c = S.MultiplyAdd(f, Rows.Load<S, V>(cell + k, lanes), S.Multiply(i, g));
            V h = S.Multiply(o, VectorMath.Tanh<S, V>(c));
            Rows.Store<S, V>(cell + k, c, lanes);
            Rows.Store<S, V>(state + k, h, lanes);
            Rows.Store<S, V>(output + k, h, lanes);
            if (kept != null)
            {
                Rows.Store<S, V>(gates + k, i, lanes);
                Rows.Store<S, V>(gates + hidden + k, f, lanes);
                Rows.Store<S, V>(gates + (2 * hidden) + k, g, lanes);
                Rows.Store<S, V>(gates + (3 * hidden) + k, o, lanes);
                Rows.Store<S, V>(kept + k, c, lanes);
            }
        }
    }

    public static void Backward<S, V>(in CellGradient step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, cell = step.Kept, before = step.CellBefore, dOutput = step.OutputGradient;
        float* dProduct = step.ProductGradient, dState = step.StateGradient, dCell = step.CellGradients;
        V one = S.Broadcast(1f);
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V i = Rows.Load<S, V>(gates + k, lanes);
            V f = Rows.Load<S, V>(gates + hidden + k, lanes);
            V g = Rows.Load<S, V>(gates + (2 * hidden) + k, lanes);
            V o = Rows.Load<S, V>(gates + (3 * hidden) + k, lanes);
            V t = VectorMath.Tanh<S, V>(Rows.Load<S, V>(cell + k, lanes));
            V dh = S.Add(Rows.Load<S, V>(dOutput + k, lanes), Rows.Load<S, V>(dState + k, lanes));
            V dc = S.MultiplyAdd(S.Multiply(dh, o), S.Subtract(one, S.Multiply(t, t)), Rows.Load<S, V>(dCell + k, lanes));
            V di = S.Multiply(S.Multiply(dc, g), S.Multiply(i, S.Subtract(one, i)));
            V df = S.Multiply(S.Multiply(dc, Rows.LoadAny<S, V>(before, k, lanes)), S.Multiply(f, S.Subtract(one, f)));
            V dg = S.Multiply(S.Multiply(dc, i), S.Subtract(one, S.Multiply(g, g)));
            V d = S.Multiply(S.Multiply(dh, t), S.Multiply(o, S.Subtract(one, o)));
            Rows.Store<S, V>(dCell + k, S.Multiply(dc, f), lanes);
            Rows.StoreBoth<S, V>(gates + k, dProduct + k, di, lanes);
            Rows.StoreBoth<S, V>(gates + hidden + k, dProduct + hidden + k, df, lanes);
            Rows.StoreBoth<S, V>(gates + (2 * hidden) + k, dProduct + (2 * hidden) + k, dg, lanes);
            Rows.StoreBoth<S, V>(gates + (3 * hidden) + k, dProduct + (3 * hidden) + k, d, lanes);
        }
    }
}
