namespace Espalier.Runtime.Tests.Networks;

/// <summary>An image in, an image out: each pixel times a weight of its channel, compared with a target image. Channels last inside.</summary>
internal sealed class ImageNet(NetworkParameters parameters) : Network(Layout, parameters, arenaLength: 0, blockSize: 2)
{
    internal const int Channels = 3;
    internal const int Pixels = 4;
    private const int Length = Channels * Pixels;

    internal static NetworkDescription Layout { get; } = new(
        "ImageNet",
        "image",
        [Channels, 2, 2],
        [Channels, 2, 2],
        [new TensorInfo("scale.weight", [Channels], 0, TensorLayout.Vector(Channels), Initializer.Ones)],
        valueLength: 16,
        trainableLength: 16);

    internal Session StartTraining(Optimizer optimizer, int batchSize, int threads, bool inputGradient = true)
        => new(this, Parameters, optimizer, batchSize, threads, new SessionLayout(
            [new InputPlace(Length, Offset: 0, Pixels, GradientOffset: 48)],
            [new OutputPlace(Length, Offset: 16, GradientOffset: 32, Pixels)],
            Fixed: 0,
            PerSample: 64,
            TransposedLength: 0,
            [new ActivationInfo("Scale1", 16, Length, Pixels)],
            InputGradient: inputGradient));

    protected override void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[i] * parameters.Values[i / Pixels % Channels];
        }
    }

    protected override Network Replicate() => new ImageNet(Parameters);

    internal sealed class Session(Network network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, in SessionLayout layout)
        : RegressionSession(network, parameters, optimizer, batchSize, threads, 0, layout)
    {
        private readonly bool _inputGradient = layout.InputGradient;

        private Span<float> Output1 => Samples(16, Length);

        internal float[] RawInput => InputOf(0).ToArray();

        protected override void ForwardPass(in Part part)
        {
            (int start, int end) = part.Range(Count * Length);
            for (int i = start; i < end; i++)
            {
                Output1[i] = InputOf(0)[i] * Values[i % Channels];
            }
        }

        protected override void LossPass(in Part part)
        {
            (int start, int end) = part.Range(Count);
            for (int n = start; n < end; n++)
            {
                double sum = 0;
                for (int i = n * Length; i < (n + 1) * Length; i++)
                {
                    float difference = Output1[i] - Targets[i];
                    sum += difference * difference;
                    Samples(32, Length)[i] = 2 * difference / (Count * Length);
                }

                Losses[n] = (float)(sum / Length);
            }
        }

        protected override void BackwardPass(in Part part)
        {
            ReadOnlySpan<float> gradient = Samples(32, Length);
            (int start, int end) = part.Range(Channels);
            for (int c = start; c < end; c++)
            {
                for (int i = c; i < gradient.Length; i += Channels)
                {
                    GradientValues[c] += gradient[i] * InputOf(0)[i];
                }
            }

            if (_inputGradient)
            {
                (start, end) = part.Range(gradient.Length);
                for (int i = start; i < end; i++)
                {
                    Samples(48, Length)[i] = gradient[i] * Values[i % Channels];
                }
            }
        }
    }
}
