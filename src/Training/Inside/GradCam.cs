namespace Espalier.Training.Inside;

/// <summary>
/// Where in an image a convolution found what speaks for a class (Grad-CAM: Selvaraju et al., 2017):
/// <c>max(0, Σₖ αₖ·Aₖ)</c> over the maps A of a layer, where αₖ is the mean gradient of the score over map k. The
/// gradient of a channel's bias is the sum of the gradient over its map, so it gives α: the layer needs a bias.
/// </summary>
public static class GradCam
{
    /// <summary>Computes the map of a sample.</summary>
    /// <param name="session">A session of its own, as for <see cref="Saliency"/>.</param>
    /// <param name="sample">An image.</param>
    /// <param name="label">The class that is asked about.</param>
    /// <param name="layer">The convolution, such as <c>Conv2</c>.</param>
    /// <param name="maps">The line whose maps are weighted; unset, the first that holds the convolution's output, which may be that of an activation or a pooling behind it.</param>
    /// <returns>The map, as a grey image of 0 … 1 at the size of the maps.</returns>
    /// <exception cref="ArgumentException">There is no such layer, it has no bias, or its output is no image.</exception>
    public static GradCamMap Of(TrainingSession session, ReadOnlySpan<float> sample, int label, string layer, string? maps = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        NetworkDescription description = session.Network.Description;
        TensorInfo bias = Array.Find(description.Tensors.ToArray(), tensor => tensor.Trainable && tensor.Layer == layer && tensor.Shape.Length == 1 && tensor.Name.EndsWith(".bias", StringComparison.Ordinal))
            ?? throw new ArgumentException($"{description.Name} has no trainable bias of a layer '{layer}'.", nameof(layer));
        ActivationInfo activation = Find(session, layer, maps);
        int channels = activation.Length / activation.Pixels;
        if (activation.Pixels == 1 || channels != bias.Length)
        {
            throw new ArgumentException($"{activation.Name} gives {activation.Length} numbers on {activation.Pixels} pixels; expected {bias.Length} maps.", nameof(maps));
        }

        ScoreGradient.Run(session, sample, label);
        float[] values = new float[activation.Length];
        session.Activation(activation.Name, values);
        session.Backward();
        float[] weights = session.Gradients[bias.Name].ToArray();
        float[] map = new float[activation.Pixels];
        for (int channel = 0; channel < channels; channel++)
        {
            FloatLoops.AddScaled(weights[channel], values.AsSpan(channel * map.Length, map.Length), map);
        }

        float largest = Math.Max(map.Max(), 0);
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = largest > 0 ? Math.Max(map[i], 0) / largest : 0;
        }

        ReadOnlySpan<int> input = description.InputShape;
        int width = (int)Math.Round(Math.Sqrt((double)map.Length * input[^1] / input[^2]));
        return map.Length % width == 0
            ? new GradCamMap(map, map.Length / width, width)
            : throw new ArgumentException($"{activation.Name} has {map.Length} pixels, which are not in proportion to the input.", nameof(maps));
    }

    private static ActivationInfo Find(TrainingSession session, string layer, string? maps)
    {
        ReadOnlySpan<ActivationInfo> all = session.Activations;
        for (int i = 0; i < all.Length; i++)
        {
            if (maps is null ? all[i].Name == layer || all[i].First == layer : all[i].Name == maps)
            {
                return all[i];
            }
        }

        throw new ArgumentException($"There is no activation '{maps ?? layer}'; there are {string.Join(", ", Array.ConvertAll(all.ToArray(), activation => activation.Name))}.", nameof(maps));
    }
}

/// <summary>A Grad-CAM map.</summary>
/// <param name="Values">The values, 0 … 1, row by row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record GradCamMap(float[] Values, int Height, int Width)
{
    /// <summary>The map at the size of the image, bilinear.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public float[] Resized(int height, int width)
    {
        float[] large = new float[height * width];
        for (int y = 0; y < height; y++)
        {
            float fromY = Math.Clamp(((y + .5f) * Height / height) - .5f, 0, Height - 1);
            int top = Math.Min((int)fromY, Height - 1);
            int bottom = Math.Min(top + 1, Height - 1);
            for (int x = 0; x < width; x++)
            {
                float fromX = Math.Clamp(((x + .5f) * Width / width) - .5f, 0, Width - 1);
                int left = Math.Min((int)fromX, Width - 1);
                int right = Math.Min(left + 1, Width - 1);
                float upper = Values[(top * Width) + left] + ((fromX - left) * (Values[(top * Width) + right] - Values[(top * Width) + left]));
                float lower = Values[(bottom * Width) + left] + ((fromX - left) * (Values[(bottom * Width) + right] - Values[(bottom * Width) + left]));
                large[(y * width) + x] = upper + ((fromY - top) * (lower - upper));
            }
        }

        return large;
    }
}
