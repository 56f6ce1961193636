namespace Espalier.Training.Inside;

/// <summary>Weights and activations as pictures.</summary>
public static class WeightPictures
{
    /// <summary>The filters of a convolution, each from black (its smallest weight) to white (its largest).</summary>
    /// <param name="weight">A weight of [filters, channels, height, width].</param>
    /// <param name="columns">Filters in a row. Filters of other than 1 or 3 channels take a row each, a picture for each channel.</param>
    /// <param name="zoom">Screen pixels for a weight.</param>
    /// <exception cref="ArgumentException">The weight has another shape.</exception>
    public static Picture Filters(TensorView weight, int columns = 10, int zoom = 6)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Length != 4)
        {
            throw new ArgumentException($"{weight} is no weight of a convolution: expected [filters, channels, height, width].", nameof(weight));
        }

        int channels = weight.Shape[1];
        bool whole = channels is 1 or 3;
        return ContactSheet.OfValues(weight.ToArray(), new ImageSize(whole ? channels : 1, weight.Shape[2], weight.Shape[3]), whole ? columns : channels, zoom, float.NaN, float.NaN);
    }

    /// <summary>What a dense layer on images looks for: the weights of each unit as an image.</summary>
    /// <param name="weight">A weight of [units, inputs].</param>
    /// <param name="size">The size of the images, of 1 or 3 channels.</param>
    /// <param name="columns">Units in a row.</param>
    /// <param name="zoom">Screen pixels for a weight.</param>
    /// <exception cref="ArgumentException">The weight does not fit the images.</exception>
    public static Picture Templates(TensorView weight, ImageSize size, int columns = 5, int zoom = 3)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Shape.Length == 2 && weight.Shape[1] == size.Channels * size.Plane
            ? ContactSheet.OfValues(weight.ToArray(), size, columns, zoom, float.NaN, float.NaN)
            : throw new ArgumentException($"{weight} does not fit images of {size.Channels}×{size.Height}×{size.Width}.", nameof(weight));
    }

    /// <summary>The maps that a layer makes of an image, each from black to white.</summary>
    /// <param name="session">A session of the network.</param>
    /// <param name="layer">A line of <see cref="TrainingSession.Activations"/>.</param>
    /// <param name="sample">The image.</param>
    /// <param name="columns">Maps in a row.</param>
    /// <param name="zoom">Screen pixels for a value.</param>
    /// <exception cref="ArgumentException">There is no such line, or it gives no square maps.</exception>
    public static Picture Maps(TrainingSession session, string layer, ReadOnlySpan<float> sample, int columns = 8, int zoom = 3)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Forward(sample);
        ActivationInfo activation = Array.Find(session.Activations.ToArray(), candidate => candidate.Name == layer);
        float[] values = new float[Math.Max(activation.Length, 1)];
        session.Activation(layer, values);
        int side = (int)Math.Round(Math.Sqrt(activation.Pixels));
        return side > 1 && side * side == activation.Pixels
            ? ContactSheet.OfValues(values, new ImageSize(1, side, side), columns, zoom, float.NaN, float.NaN)
            : throw new ArgumentException($"{layer} gives {activation.Pixels} pixels; expected square maps.", nameof(layer));
    }
}
