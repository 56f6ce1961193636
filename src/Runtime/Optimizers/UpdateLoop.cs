using Espalier.Simd;

namespace Espalier;

/// <summary>The equations of an optimizer, on vectors: the new value, and the new state in place of the old.</summary>
internal interface IUpdateRule
{
    V Update<S, V>(V value, V gradient, ref V first, ref V second, ref V third)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary>The loop of every optimizer over values, gradients and up to three slots of state, and the decay of weights.</summary>
internal readonly unsafe struct UpdateLoop<TRule> : IVectorKernel
    where TRule : struct, IUpdateRule
{
    // A value that has decayed so far ends at zero: the smallest floats are slow, and no output would notice it.
    private const float LeastDecayed = 1e-30f;

    private readonly float* _values;
    private readonly float* _gradients;
    private readonly float* _first;
    private readonly float* _second;
    private readonly float* _third;
    private readonly int _length;
    private readonly float _penalty;
    private readonly float _shrink;
    private readonly TRule _rule;

    private UpdateLoop(float* values, float* gradients, float* first, float* second, float* third, int length, float penalty, float shrink, TRule rule)
    {
        _values = values;
        _gradients = gradients;
        _first = first;
        _second = second;
        _third = third;
        _length = length;
        _penalty = penalty;
        _shrink = shrink;
        _rule = rule;
    }

    /// <summary>Updates a stretch of the parameters.</summary>
    /// <param name="update">The stretch.</param>
    /// <param name="rule">The optimizer's equations.</param>
    /// <param name="first">The slot of the first number of state; −1 for none.</param>
    /// <param name="second">The slot of the second.</param>
    /// <param name="third">The slot of the third.</param>
    /// <param name="decoupled">Whether weights decay by themselves rather than by way of the gradient.</param>
    public static void Run(in ParameterUpdate update, TRule rule, int first = -1, int second = -1, int third = -1, bool decoupled = false)
    {
        float penalty = decoupled ? 0 : update.WeightDecay;
        float shrink = decoupled ? update.LearningRate * update.WeightDecay : 0;
        fixed (float* values = update.Values)
        fixed (float* gradients = update.Gradients)
        fixed (float* one = Slot(update, first))
        fixed (float* two = Slot(update, second))
        fixed (float* three = Slot(update, third))
        {
            VectorWidth.Run(new UpdateLoop<TRule>(values, gradients, one, two, three, update.Values.Length, penalty, shrink, rule));
        }
    }

    public void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        if (_first == null)
        {
            Run<S, V, Stateless>();
        }
        else
        {
            Run<S, V, Stateful>();
        }
    }

    /// <summary>The loop, in which the JIT leaves out the state where there is none.</summary>
    private void Run<S, V, TState>()
        where S : struct, ISimd<S, V>
        where V : struct
        where TState : struct
    {
        bool isStateful = typeof(TState) == typeof(Stateful);
        float* value = _values;
        float* gradient = _gradients;
        float* first = _first;
        float* second = _second;
        float* third = _third;
        int length = _length;
        TRule rule = _rule;
        V penalty = S.Broadcast(_penalty), shrink = S.Broadcast(-_shrink);
        V least = S.Broadcast(_penalty > 0 || _shrink > 0 ? LeastDecayed : 0);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            V one = isStateful && first != null ? S.Load(first + i) : S.Zero;
            V two = isStateful && second != null ? S.Load(second + i) : S.Zero;
            V three = isStateful && third != null ? S.Load(third + i) : S.Zero;
            V x = S.Load(value + i);
            V g = S.MultiplyAdd(penalty, x, S.Load(gradient + i));
            x = rule.Update<S, V>(S.MultiplyAdd(shrink, x, x), g, ref one, ref two, ref three);
            S.Store(value + i, VectorMath.Flush<S, V>(x, least));
            if (isStateful && first != null)
            {
                S.Store(first + i, one);
            }

            if (isStateful && second != null)
            {
                S.Store(second + i, two);
            }

            if (isStateful && third != null)
            {
                S.Store(third + i, three);
            }
        }

        if (i < length)
        {
            int lanes = length - i;
            V one = isStateful && first != null ? S.LoadFirst(first + i, lanes) : S.Zero;
            V two = isStateful && second != null ? S.LoadFirst(second + i, lanes) : S.Zero;
            V three = isStateful && third != null ? S.LoadFirst(third + i, lanes) : S.Zero;
            V x = S.LoadFirst(value + i, lanes);
            V g = S.MultiplyAdd(penalty, x, S.LoadFirst(gradient + i, lanes));
            x = rule.Update<S, V>(S.MultiplyAdd(shrink, x, x), g, ref one, ref two, ref three);
            S.StoreFirst(value + i, VectorMath.Flush<S, V>(x, least), lanes);
            if (isStateful && first != null)
            {
                S.StoreFirst(first + i, one, lanes);
            }

            if (isStateful && second != null)
            {
                S.StoreFirst(second + i, two, lanes);
            }

            if (isStateful && third != null)
            {
                S.StoreFirst(third + i, three, lanes);
            }
        }
    }

    private readonly struct Stateless;

    private readonly struct Stateful;

    private static Span<float> Slot(in ParameterUpdate update, int slot) => slot < 0 ? [] : update.State(slot);
}
