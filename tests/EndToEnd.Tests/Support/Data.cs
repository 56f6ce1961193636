namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Random test data that is the same on every machine.</summary>
public sealed class Data(int seed)
{
    private readonly Random _random = new(seed);

    public float Uniform(float from, float to) => from + (to - from) * _random.NextSingle();

    public int Below(int bound) => _random.Next(bound);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>Roughly normal with mean 0 and deviation 1: a sum of uniform numbers.</summary>
    public float Normal()
    {
        float sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += _random.NextSingle();
        }

        return sum;
    }

    public float[] Normals(int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = Normal();
        }

        return values;
    }

    /// <summary>Samples of all inputs, one input after the other: normal numbers, tokens, lengths.</summary>
    public float[] Inputs(NetworkDescription network, int count) =>
        [.. network.Inputs.ToArray().SelectMany(input => input.IsWhole
            ? Array.ConvertAll(new float[count * input.Length], _ => (float)(input.Least + Below(input.Most - input.Least + 1)))
            : Normals(count * input.Length))];

    public int[] Labels(int length, int classes)
    {
        int[] labels = new int[length];
        for (int i = 0; i < length; i++)
        {
            labels[i] = Below(classes);
        }

        return labels;
    }

    /// <summary>
    /// A weight file of the network in which no tensor has the neutral values of a new one: the initial weights moved a
    /// little, with biases, scales and running statistics of their own.
    /// </summary>
    public byte[] Weights(Network network)
    {
        SafetensorsFile file = SafetensorsFile.Parse(network.ToBytes());
        foreach ((string name, StoredTensor tensor) in file.Tensors.ToArray())
        {
            float[] values = tensor.Floats();
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = name.EndsWith("running_var", StringComparison.Ordinal) ? Uniform(0.5f, 2) : values[i] + Uniform(-0.2f, 0.2f);
            }

            file.Tensors[name] = StoredTensor.Of(tensor.Shape, values);
        }

        return file.ToBytes();
    }
}
