namespace Espalier;

/// <summary>
/// The gradients of a network's trainable tensors, with the names, shapes and order of the parameters. They are the
/// sum over the backward passes since the last update, and may be read and written before the next.
/// </summary>
public sealed class Gradients : TensorBlock
{
    internal Gradients(NetworkDescription description)
        : base(description, new AlignedBuffer(description.TrainableLength), description.TrainableLength)
    {
    }

    /// <summary>The Euclidean norm over all gradients together, as clipping by norm asks for it.</summary>
    public double Norm()
    {
        double sum = 0;
        foreach (float value in Storage)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Multiplies every gradient.</summary>
    /// <param name="factor">A finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is not finite.</exception>
    public void Scale(float factor)
    {
        if (!float.IsFinite(factor))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, $"factor is {factor}; it must be finite.");
        }

        foreach (ref float value in Storage)
        {
            value *= factor;
        }

        Touch();
    }
}
