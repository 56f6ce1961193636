using System.Diagnostics;
using Espalier.Simd;

namespace Espalier;

/// <summary>
/// Stochastic gradient descent: <c>value −= rate · gradient</c>. With momentum, <c>v = momentum · v + gradient</c> takes
/// the place of the gradient (without dampening); with Nesterov's, <c>gradient + momentum · v</c> does (Sutskever and
/// others 2013). As PyTorch's SGD.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="rate">The length of a step; finite, at least 0.</param>
    /// <param name="momentum">The share of the last step that is kept; at least 0, below 1. 0: no momentum, no state.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Sgd(float rate, float momentum = 0, bool nesterov = false)
    {
        LearningRate = SettingCheck.AtLeastZero(rate, nameof(rate));
        Momentum = SettingCheck.BelowOne(momentum, nameof(momentum));
        Nesterov = !nesterov || momentum > 0
            ? nesterov
            : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Nesterov's momentum must be above 0 and below 1.");
    }

    /// <summary>The share of the last step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether the step looks ahead.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    public override int StateSlots => Momentum > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override unsafe void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> state, int stateStride, int start, int length, float learningRate, long step)
    {
        Debug.Assert(start >= 0 && length >= 0 && start + length <= values.Length && start + length <= gradients.Length, "The range lies in the block.");
        Debug.Assert(StateSlots == 0 || start + length <= state.Length, "The range lies in the state.");
        fixed (float* value = values)
        fixed (float* gradient = gradients)
        fixed (float* velocity = state)
        {
            VectorWidth.Run(new Kernel(value + start, gradient + start, Momentum > 0 ? velocity + start : null, length, learningRate, Momentum, Nesterov));
        }
    }

    private readonly unsafe struct Kernel(float* values, float* gradients, float* velocities, int length, float rate, float momentum, bool nesterov) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* value = values;
            float* gradient = gradients;
            float* velocity = velocities;
            int count = length;
            V step = S.Broadcast(-rate);
            V kept = S.Broadcast(momentum), least = S.Broadcast(1e-30f);
            for (int i = 0; i < count; i += S.Width)
            {
                int lanes = count - i;
                bool full = lanes >= S.Width;
                V g = full ? S.Load(gradient + i) : S.LoadFirst(gradient + i, lanes);
                V x = full ? S.Load(value + i) : S.LoadFirst(value + i, lanes);
                if (velocity != null)
                {
                    V v = VectorMath.Flush<S, V>(S.MultiplyAdd(kept, full ? S.Load(velocity + i) : S.LoadFirst(velocity + i, lanes), g), least);
                    Store<S, V>(velocity + i, v, lanes);
                    g = nesterov ? S.MultiplyAdd(kept, v, g) : v;
                }

                Store<S, V>(value + i, S.MultiplyAdd(step, g, x), lanes);
            }
        }

        private static void Store<S, V>(float* destination, V value, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            if (lanes >= S.Width)
            {
                S.Store(destination, value);
            }
            else
            {
                S.StoreFirst(destination, value, lanes);
            }
        }
    }
}
