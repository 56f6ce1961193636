using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A learnt vector for each step, added to its features: <c>y[step] = x[step] + weight[step]</c>. (steps, features) → the
/// same. Initial values are normal with deviation 0.02, as GPT-2's, unless <c>Init</c> says otherwise.
/// Parameter: <c>weight</c> [steps, features].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LearnedPositionsAttribute : LayerAttribute
{
    /// <summary>Adds learnt positions.</summary>
    public LearnedPositionsAttribute()
    {
    }
}
