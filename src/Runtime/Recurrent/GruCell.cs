using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>
/// The gated recurrent unit in PyTorch's form and order of gates, r z n, where the reset gate takes in the bias of the
/// state's product: <c>n = tanh(x_n + σ(r)·(W·h + b)_n)</c> and <c>h' = (1 − σ(z))·n + σ(z)·h</c>. Cho et al. 2014.
/// </summary>
internal readonly unsafe struct GruCell : IRecurrentCell
{
    public static int Gates => 3;

    public static bool HasCell => false;

    public static bool PassesState => true;

    /// <summary>Keeps the gates after their curves, and the state's product of the third where backward puts its gradient.</summary>
    public static void Forward<S, V>(in CellStep step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, product = step.Product, state = step.State, output = step.Output, kept = step.Kept;
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V r = VectorMath.Sigmoid<S, V>(Rows.Sum<S, V>(gates + k, product + k, lanes));
            V z = VectorMath.Sigmoid<S, V>(Rows.Sum<S, V>(gates + hidden + k, product + hidden + k, lanes));
            V q = Rows.Load<S, V>(product + (2 * hidden) + k, lanes);
            V n = VectorMath.Tanh<S, V>(S.MultiplyAdd(r, q, Rows.Load<S, V>(gates + (2 * hidden) + k, lanes)));
            V h = S.MultiplyAdd(z, S.Subtract(Rows.Load<S, V>(state + k, lanes), n), n);
            Rows.Store<S, V>(state + k, h, lanes);
            Rows.Store<S, V>(output + k, h, lanes);
            if (kept != null)
            {
                Rows.Store<S, V>(gates + k, r, lanes);
                Rows.Store<S, V>(gates + hidden + k, z, lanes);
                Rows.Store<S, V>(gates + (2 * hidden) + k, n, lanes);
                Rows.Store<S, V>(kept + (2 * hidden) + k, q, lanes);
            }
        }
    }

    public static void Backward<S, V>(in CellGradient step)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = step.Hidden;
        float* gates = step.Gates, kept = step.Kept, before = step.StateBefore, dOutput = step.OutputGradient;
        float* dProduct = step.ProductGradient, dState = step.StateGradient;
        V one = S.Broadcast(1f);
        for (int k = 0; k < hidden; k += S.Width)
        {
            int lanes = Math.Min(S.Width, hidden - k);
            V r = Rows.Load<S, V>(gates + k, lanes);
            V z = Rows.Load<S, V>(gates + hidden + k, lanes);
            V n = Rows.Load<S, V>(gates + (2 * hidden) + k, lanes);
            V q = Rows.Load<S, V>(kept + (2 * hidden) + k, lanes);
            V dh = S.Add(Rows.Load<S, V>(dOutput + k, lanes), Rows.Load<S, V>(dState + k, lanes));
            V rest = S.Subtract(one, z);
            V dn = S.Multiply(S.Multiply(dh, rest), S.Subtract(one, S.Multiply(n, n)));
            V dz = S.Multiply(S.Multiply(dh, S.Subtract(Rows.LoadAny<S, V>(before, k, lanes), n)), S.Multiply(z, rest));
            V dr = S.Multiply(S.Multiply(dn, q), S.Multiply(r, S.Subtract(one, r)));
            V dq = S.Multiply(dn, r);
            Rows.Store<S, V>(dState + k, S.Multiply(dh, z), lanes);
            Rows.StoreBoth<S, V>(gates + k, dProduct + k, dr, lanes);
            Rows.StoreBoth<S, V>(gates + hidden + k, dProduct + hidden + k, dz, lanes);
            Rows.Store<S, V>(gates + (2 * hidden) + k, dn, lanes);
            Rows.Store<S, V>(kept + k, dr, lanes);
            Rows.Store<S, V>(kept + hidden + k, dz, lanes);
            Rows.StoreBoth<S, V>(kept + (2 * hidden) + k, dProduct + (2 * hidden) + k, dq, lanes);
        }
    }
}
