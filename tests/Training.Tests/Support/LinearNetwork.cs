namespace Espalier.Training.Tests;

/// <summary>What the compiler would write for <c>[Input(4)] [Dense(3, bias: false)] [SoftmaxCrossEntropy]</c>, by hand and without speed.</summary>
internal sealed class LinearNetwork : Network
{
    public const int Inputs = 4;
    public const int Outputs = 3;

    private static readonly NetworkDescription Layout = new(
        "Linear", "linear-4-3", [Inputs], [Outputs],
        [new TensorInfo("dense1.weight", [Inputs * Outputs], 0, TensorLayout.Vector(Inputs * Outputs), Initializer.Zeros)],
        valueLength: 16, trainableLength: 16);

    public LinearNetwork()
        : this(new NetworkParameters(Layout))
    {
    }

    private LinearNetwork(NetworkParameters parameters)
        : base(Layout, parameters, arenaLength: 0, blockSize: 8)
    {
    }

    public Session StartTraining(float rate, int batchSize, int threads = 1, bool copy = false) =>
        new(this, copy ? Parameters.Copy() : Parameters, rate, batchSize, threads);

    protected override void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output) =>
        Multiply(0, count, input, parameters.Values, output);

    protected override Network Replicate() => new LinearNetwork(Parameters);

    private static void Multiply(int start, int end, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, Span<float> output)
    {
        for (int sample = start; sample < end; sample++)
        {
            for (int o = 0; o < Outputs; o++)
            {
                float sum = 0;
                for (int i = 0; i < Inputs; i++)
                {
                    sum += weight[(o * Inputs) + i] * input[(sample * Inputs) + i];
                }

                output[(sample * Outputs) + o] = sum;
            }
        }
    }

    internal sealed class Session : ClassificationSession
    {
        public Session(LinearNetwork network, NetworkParameters parameters, float rate, int batchSize, int threads)
            : base(network, parameters, new PlainDescent { LearningRate = rate }, batchSize, threads, 0, new SessionLayout(
                Inputs: [new InputPlace(Inputs, Offset: 0)], Outputs: [new OutputPlace(Outputs, Offset: 16, GradientOffset: 32)],
                Fixed: 0, PerSample: 48, TransposedLength: 0,
                Activations: [new ActivationInfo("Dense1", 16, Outputs)]))
        {
        }

        /// <summary>The rates of the updates, in order.</summary>
        public List<float> Rates { get; } = new(10_000);

        protected override void ForwardPass(in Part part)
        {
            (int start, int end) = part.Range(Count);
            Multiply(start, end, InputOf(0), Values, Samples(16, Outputs));
        }

        protected override void LossPass(in Part part)
        {
            (int start, int end) = part.Range(Count);
            for (int sample = start; sample < end; sample++)
            {
                ReadOnlySpan<float> scores = Samples(16, Outputs).Slice(sample * Outputs, Outputs);
                Span<float> gradient = Samples(32, Outputs).Slice(sample * Outputs, Outputs);
                float largest = Math.Max(scores[0], Math.Max(scores[1], scores[2]));
                float sum = 0;
                for (int o = 0; o < Outputs; o++)
                {
                    sum += MathF.Exp(scores[o] - largest);
                }

                for (int o = 0; o < Outputs; o++)
                {
                    float share = MathF.Exp(scores[o] - largest) / sum;
                    gradient[o] = (share - (o == Labels[sample] ? 1 : 0)) / Count;
                }

                Losses[sample] = MathF.Log(sum) + largest - scores[Labels[sample]];
            }
        }

        protected override void BackwardPass(in Part part)
        {
            if (part.Index == 0)
            {
                Rates.Add(LearningRate);
            }

            (int start, int end) = part.Range(Outputs);
            for (int o = start; o < end; o++)
            {
                for (int i = 0; i < Inputs; i++)
                {
                    for (int sample = 0; sample < Count; sample++)
                    {
                        GradientValues[(o * Inputs) + i] += Samples(32, Outputs)[(sample * Outputs) + o] * InputOf(0)[(sample * Inputs) + i];
                    }
                }
            }
        }
    }

    private sealed record PlainDescent : Optimizer
    {
        public override int StateSlots => 0;

        public override void Apply(in ParameterUpdate update)
        {
            for (int i = 0; i < update.Values.Length; i++)
            {
                update.Values[i] -= update.LearningRate * update.Gradients[i];
            }
        }
    }
}
