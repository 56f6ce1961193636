namespace Espalier.SideBySide;

/// <summary>A network of ours, ready to be timed.</summary>
internal abstract class Contestant
{
    /// <summary>A call that predicts a batch; results lie in <paramref name="output"/>.</summary>
    public abstract Action Predict(float[] input, float[] output);

    /// <summary>A call that predicts a batch on several threads.</summary>
    public abstract Action Predict(float[] input, float[] output, int batch, int threads);

    /// <summary>A stream in the zero state.</summary>
    public abstract IStream Stream();

    /// <summary>The parameters.</summary>
    public abstract NetworkParameters Parameters { get; }

    /// <summary>A call that makes one step of stochastic gradient descent.</summary>
    public abstract Action Train(float[] input, int batch);

    /// <summary>Values of a sample of the output.</summary>
    public abstract int OutputLength { get; }

    /// <summary>Values of a sample of the input.</summary>
    public abstract int InputLength { get; }
}

/// <inheritdoc cref="Contestant"/>
/// <param name="file">The weights; null for random ones.</param>
/// <param name="train">Starts training and gives the step; null for a network that is not trained.</param>
/// <param name="labelsOfSample">Labels of a sample: the steps of a sequence.</param>
internal sealed class Contestant<TNetwork>(string? file, Func<TNetwork, int, Step>? train = null, int labelsOfSample = 1) : Contestant
    where TNetwork : INetwork<TNetwork>
{
    private readonly TNetwork _network = file is null ? TNetwork.Create(seed: 1) : TNetwork.Load(file);

    public override int OutputLength => _network.Description.OutputLength;

    public override int InputLength => _network.Description.InputLength;

    public override Action Predict(float[] input, float[] output) => () => _network.Predict(input, output);

    public override Action Predict(float[] input, float[] output, int batch, int threads)
    {
        PredictionSession session = _network.StartPrediction(batch, threads);
        return () => session.Predict(input, output);
    }

    public override IStream Stream() => ((IStreamingNetwork)_network).StartStream();

    public override NetworkParameters Parameters => _network.Parameters;

    public override Action Train(float[] input, int batch)
    {
        int classes = OutputLength / labelsOfSample;
        int[] labels = [.. Enumerable.Range(0, batch * labelsOfSample).Select(i => i * 7 % classes)];
        Step step = train!(_network, batch);
        return () => step(input, labels);
    }
}

/// <summary>One step of training.</summary>
internal delegate float Step(ReadOnlySpan<float> input, ReadOnlySpan<int> labels);
