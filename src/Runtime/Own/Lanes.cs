using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <summary>A vector of floats as numbers of formulas.</summary>
internal readonly struct Lanes<S, V>(V value) : IReal<Lanes<S, V>>
    where S : struct, ISimd<S, V>
    where V : struct
{
    public V Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
    } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lanes<S, V>(float value) => new(S.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> operator +(Lanes<S, V> left, Lanes<S, V> right) => new(S.Add(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> operator -(Lanes<S, V> left, Lanes<S, V> right) => new(S.Subtract(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> operator -(Lanes<S, V> value) => new(S.Xor(value.Value, S.Broadcast(-0f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> operator *(Lanes<S, V> left, Lanes<S, V> right) => new(S.Multiply(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> operator /(Lanes<S, V> left, Lanes<S, V> right) => new(S.Divide(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Min(Lanes<S, V> left, Lanes<S, V> right) => new(S.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Max(Lanes<S, V> left, Lanes<S, V> right) => new(S.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> IfPositive(Lanes<S, V> condition, Lanes<S, V> yes, Lanes<S, V> no) =>
        new(S.Select(S.GreaterThan(condition.Value, S.Zero), yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Abs(Lanes<S, V> value) => new(VectorMath.Absolute<S, V>(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Sqrt(Lanes<S, V> value) => new(S.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Exp(Lanes<S, V> value) => new(VectorMath.Exp<S, V>(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Log(Lanes<S, V> value) => new(VectorMath.Log<S, V>(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Tanh(Lanes<S, V> value) => new(VectorMath.Tanh<S, V>(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Sigmoid(Lanes<S, V> value) => new(VectorMath.Sigmoid<S, V>(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<S, V> Erf(Lanes<S, V> value) => new(VectorMath.Erf<S, V>(value.Value));
}
