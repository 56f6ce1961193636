using System.Numerics;
using System.Runtime.CompilerServices;

namespace Espalier;

/// <summary>The labels that one loss compares a batch with.</summary>
internal sealed class LabelStore(LossInfo loss, int capacity)
{
    private readonly int[] _labels = new int[checked(capacity * loss.Length)];

    /// <summary>What the losses of the labels add up to weights of: their number, or the sum of the weights of their classes.</summary>
    internal float Total { get; private set; }

    internal ReadOnlySpan<int> Labels(int count) => _labels.AsSpan(0, count * loss.Length);

    /// <exception cref="ArgumentException">There are not <paramref name="count"/> samples of labels, or one is no class.</exception>
    internal void Check<T>(ReadOnlySpan<T> labels, int count)
        where T : unmanaged, IBinaryInteger<T>
    {
        CheckLength(labels.Length, count);
        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(long.CreateChecked(labels[i]), i);
        }
    }

    /// <summary>Converts labels that were checked.</summary>
    internal void Take<T>(ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < labels.Length; i++)
        {
            _labels[i] = int.CreateTruncating(labels[i]);
        }

        Weigh(labels.Length);
    }

    private void CheckLength(int length, int count)
    {
        if (length != count * (long)loss.Length)
        {
            string each = loss.Length == 1 ? "one" : loss.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new ArgumentException($"{loss.Answer} has {length} entries; input holds {count} samples, expected {each} each.", loss.Answer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckLabel(long label, int index)
    {
        if ((ulong)label >= (ulong)loss.Classes && label != loss.Ignored)
        {
            Refuse(label, index);
        }
    }

    private void Refuse(long label, int index)
    {
        string ignored = loss.Ignored is { } value ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", or {value}") : "";
        throw new ArgumentOutOfRangeException(loss.Answer, label, $"{loss.Answer}[{index}] is {label}; expected 0 to {loss.Classes - 1}{ignored}.");
    }

    private void Weigh(int length)
    {
        Total = length;
        if (loss.Ignored is null && loss.ClassWeights is null)
        {
            return;
        }

        double total = 0;
        foreach (int label in _labels.AsSpan(0, length))
        {
            total += label == loss.Ignored ? 0 : loss.ClassWeights is { } weights ? weights[label] : 1;
        }

        Total = (float)total;
    }
}
