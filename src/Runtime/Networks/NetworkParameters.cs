namespace Espalier;

/// <summary>
/// The parameters of a network: trainable values, running statistics, and forms derived from them that prediction
/// reads. Several networks may share one object; then whatever writes it writes for all of them.
/// </summary>
public sealed partial class NetworkParameters : TensorBlock
{
    private readonly Lock _preparing = new();
    private readonly int _preparedStart;
    private long _preparedVersion = -1;

    /// <summary>Parameters that start as the network declares.</summary>
    /// <param name="description">The network that they belong to.</param>
    /// <param name="seed">Fixes the random values; the same seed gives the same bits.</param>
    public NetworkParameters(NetworkDescription description, int seed = 0)
        : this(description, Allocate(description))
    {
        ReadOnlySpan<TensorInfo> tensors = description.Tensors;
        for (int i = 0; i < tensors.Length; i++)
        {
            TensorInfo tensor = tensors[i];
            InitialValues.Fill(tensor, Storage.Slice(tensor.Offset, tensor.Layout.Length), seed, i);
        }
    }

    private NetworkParameters(NetworkDescription description, AlignedBuffer zeroed)
        : base(description, zeroed, description.ValueLength)
    {
        _preparedStart = (int)AlignedBuffer.RoundUp(description.ValueLength);
    }

    /// <summary>
    /// The forms derived from the values, brought up to date where the values have moved since: one comparison
    /// otherwise.
    /// </summary>
    public ReadOnlySpan<float> Prepared
    {
        get
        {
            if (Volatile.Read(ref _preparedVersion) != Version)
            {
                Prepare();
            }

            return Buffer.Span[_preparedStart..];
        }
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public NetworkParameters Copy()
    {
        NetworkParameters copy = Empty(Description);
        Values.CopyTo(copy.Storage);
        return copy;
    }

    /// <summary>Takes over all values of another object of the same network.</summary>
    /// <param name="other">Where the values come from.</param>
    /// <exception cref="ArgumentException"><paramref name="other"/> belongs to another architecture.</exception>
    public void CopyFrom(NetworkParameters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CheckSame(other.Description, nameof(other));
        other.Values.CopyTo(Storage);
        Touch();
    }

    /// <summary>Throws unless <paramref name="other"/> is the same architecture.</summary>
    internal void CheckSame(NetworkDescription other, string argument) => CheckSame(Description, other, argument);

    /// <summary>Throws unless <paramref name="found"/> is the architecture <paramref name="expected"/>.</summary>
    internal static void CheckSame(NetworkDescription expected, NetworkDescription found, string argument)
    {
        if (!ReferenceEquals(expected, found) && (expected.Fingerprint != found.Fingerprint || expected.ValueLength != found.ValueLength))
        {
            throw new ArgumentException($"{argument} belong to {found.Name} (architecture {found.Fingerprint}); expected {expected.Name} (architecture {expected.Fingerprint}).", argument);
        }
    }

    /// <summary>Parameters that are all zero, to be filled.</summary>
    internal static NetworkParameters Empty(NetworkDescription description) => new(description, Allocate(description));

    private static AlignedBuffer Allocate(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new AlignedBuffer(AlignedBuffer.RoundUp(description.ValueLength) + description.PreparedLength);
    }

    // Networks on several threads may share these parameters, so only one of them prepares.
    private void Prepare()
    {
        lock (_preparing)
        {
            long version = Version;
            if (_preparedVersion != version)
            {
                Description.Prepare?.Invoke(Values, Buffer.Span[_preparedStart..]);
                Volatile.Write(ref _preparedVersion, version);
            }
        }
    }
}
