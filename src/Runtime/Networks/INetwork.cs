namespace Espalier;

/// <summary>What every network can do, for hosts that hold any of them.</summary>
public interface INetwork
{
    /// <summary>Names, shapes and tensors.</summary>
    NetworkDescription Description { get; }

    /// <summary>The parameters that prediction reads now.</summary>
    NetworkParameters Parameters { get; }

    /// <inheritdoc cref="Network.Predict"/>
    void Predict(ReadOnlySpan<float> input, Span<float> output);

    /// <inheritdoc cref="Network.Swap"/>
    void Swap(NetworkParameters parameters);

    /// <inheritdoc cref="Network.StartPrediction"/>
    PredictionSession StartPrediction(int batchSize, int threads);

    /// <inheritdoc cref="Network.Save(string)"/>
    void Save(string path);

    /// <inheritdoc cref="Network.Save(Stream)"/>
    void Save(Stream stream);

    /// <inheritdoc cref="Network.ToBytes"/>
    byte[] ToBytes();
}

/// <summary>What the type of a network can do: make one.</summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
public interface INetwork<TSelf> : INetwork
    where TSelf : INetwork<TSelf>
{
    /// <summary>Names, shapes and tensors.</summary>
    static abstract NetworkDescription Layout { get; }

    /// <summary>The table of layers, for people.</summary>
    static abstract string Summary { get; }

    /// <summary>A network with fresh parameters.</summary>
    /// <param name="seed">Fixes the random values.</param>
    static abstract TSelf Create(int seed);

    /// <summary>A network with parameters from a file.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="WeightFileException">The file is damaged or belongs to another architecture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    static abstract TSelf Load(string path);
}
