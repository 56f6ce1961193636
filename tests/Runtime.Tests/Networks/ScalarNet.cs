namespace Espalier.Runtime.Tests.Networks;

/// <summary>
/// Dense layer with softmax and cross-entropy, written by hand as the compiler would write it, in scalar loops. It
/// counts its batches in a running statistic, doubles its biases as a prepared form, and drops outputs' weights at
/// random where asked to.
/// </summary>
internal sealed class ScalarNet : Network, INetwork<ScalarNet>
{
    private readonly NetworkDescription _description;

    internal ScalarNet(int seed = 0)
        : this(new NetworkParameters(Layout, seed))
    {
    }

    internal ScalarNet(NetworkParameters parameters)
        : base(parameters.Description, parameters, arenaLength: 64, blockSize: 4)
        => _description = parameters.Description;

    public static NetworkDescription Layout { get; } = Describe(3, 2);

    public static string Summary => Layout.Summary;

    /// <summary>Spins this often in each block, so that blocks overlap in time.</summary>
    internal int Delay { get; set; }

    internal Exception? Failure { get; set; }

    /// <summary>Is given the samples of each block.</summary>
    internal Action<int>? Block { get; set; }

    public static ScalarNet Create(int seed) => new(seed);

    public static ScalarNet Load(string path) => new(NetworkParameters.Load(Layout, path));

    internal static NetworkDescription Describe(int inputs, int outputs, string name = "ScalarNet", Action? prepared = null)
    {
        var weight = TensorLayout.Panels(outputs, 1, [inputs], [1]);
        int bias = weight.Length;
        int trainable = bias + (outputs + 15) / 16 * 16;
        return new NetworkDescription(
            name,
            $"{inputs}-{outputs}",
            [inputs],
            [outputs],
            [
                new TensorInfo("dense.weight", [outputs, inputs], 0, weight, Initializer.KaimingNormal, fanIn: inputs, fanOut: outputs, layer: "Dense1"),
                new TensorInfo("dense.seen", [1], trainable, TensorLayout.Vector(1), Initializer.Zeros, trainable: false, layer: "Dense1"),
                new TensorInfo("dense.bias", [outputs], bias, TensorLayout.Vector(outputs), Initializer.Zeros, layer: "Dense1"),
            ],
            valueLength: trainable + 1,
            trainableLength: trainable,
            preparedLength: outputs,
            prepare: (values, forms) =>
            {
                prepared?.Invoke();
                for (int i = 0; i < outputs; i++)
                {
                    forms[i] = 2 * values[bias + i];
                }
            },
            summary: "a table");
    }

    internal Session StartTraining(Optimizer optimizer, int batchSize, int threads = 1, int seed = 0, bool copy = false, bool dropout = false)
        => new(this, copy ? Parameters.Copy() : Parameters, optimizer, batchSize, threads, seed, dropout, MakeLayout());

    internal SessionLayout MakeLayout() => new(
        Inputs: [new InputPlace(_description.InputLength, Offset: 0, GradientOffset: Round(_description.InputLength) + Round(_description.OutputLength) * 2)],
        Outputs: [new OutputPlace(_description.OutputLength, Offset: Round(_description.InputLength), GradientOffset: Round(_description.InputLength) + Round(_description.OutputLength))],
        Fixed: 16,
        PerSample: Round(_description.InputLength) * 2 + Round(_description.OutputLength) * 2,
        TransposedLength: _description.InputLength * _description.OutputLength,
        Activations: [new ActivationInfo("Dense1", Round(_description.InputLength), _description.OutputLength)],
        InputGradient: true);

    protected override void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        Block?.Invoke(count);
        Arena[..count].Fill(1);
        Part.Scratch[0] = 1;
        Thread.SpinWait(Delay);
        ReadOnlySpan<float> doubled = parameters.Prepared;
        Product(new Whole(), count, input, parameters.Values, doubled, 0.5f, output, _description);
    }

    protected override Network Replicate() => new ScalarNet(Parameters) { Delay = Delay, Failure = Failure, Block = Block };

    private static int Round(int length) => (length + 15) / 16 * 16;

    private static void Product<TRange>(TRange range, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> values, ReadOnlySpan<float> bias, float factor, Span<float> output, NetworkDescription description)
        where TRange : IRange
    {
        int inputs = description.InputLength, outputs = description.OutputLength;
        TensorLayout layout = description.Tensors[0].Layout;
        (int start, int end) = range.Of(count * outputs);
        for (int i = start; i < end; i++)
        {
            (int n, int o) = Math.DivRem(i, outputs);
            float sum = bias[o] * factor;
            for (int k = 0; k < inputs; k++)
            {
                sum += input[n * inputs + k] * values[layout.Offset(o * inputs + k)];
            }

            output[i] = sum;
        }
    }

    private interface IRange
    {
        (int Start, int End) Of(int total);
    }

    private readonly struct Whole : IRange
    {
        public (int Start, int End) Of(int total) => (0, total);
    }

    private readonly struct Share(Part part) : IRange
    {
        public (int Start, int End) Of(int total) => part.Range(total);
    }

    internal sealed class Session(ScalarNet network, NetworkParameters parameters, Optimizer optimizer, int batchSize, int threads, int seed, bool dropout, in SessionLayout layout)
        : ClassificationSession(network, parameters, optimizer, batchSize, threads, seed, layout)
    {
        private readonly NetworkDescription _description = parameters.Description;
        private readonly SessionLayout _layout = layout;

        internal int Transposes { get; private set; }

        internal Action<Part>? OnForward { get; set; }

        internal Action<Part>? OnBackward { get; set; }

        internal ulong FirstKey => DropoutKey(0);

        private ReadOnlySpan<float> Input => InputOf(0);

        protected override void ForwardPass(in Part part)
        {
            OnForward?.Invoke(part);
            Span<float> scores = Samples(_layout.Outputs[0].Offset, _layout.Outputs[0].Length);
            Product(new Share(part), Count, Input, Values, Values.Slice(Bias, _layout.Outputs[0].Length), 1, scores, _description);
            if (dropout)
            {
                part.Sync();
                (int start, int end) = part.Range(scores.Length);
                for (int i = start; i < end; i++)
                {
                    scores[i] *= (DropoutKey(1) >> (i & 31) & 1) == 0 ? 0 : 2;
                }
            }
        }

        protected override void LossPass(in Part part)
        {
            int classes = _layout.Outputs[0].Length;
            (int start, int end) = part.Range(Count);
            for (int n = start; n < end; n++)
            {
                ReadOnlySpan<float> scores = Samples(_layout.Outputs[0].Offset, classes).Slice(n * classes, classes);
                Span<float> gradient = Samples(_layout.Outputs[0].GradientOffset, classes).Slice(n * classes, classes);
                double sum = 0, most = double.NegativeInfinity;
                foreach (float score in scores)
                {
                    most = Math.Max(most, score);
                }

                foreach (float score in scores)
                {
                    sum += Math.Exp(score - most);
                }

                for (int c = 0; c < classes; c++)
                {
                    gradient[c] = (float)((Math.Exp(scores[c] - most) / sum - (c == Labels[n] ? 1 : 0)) / Count);
                }

                Losses[n] = (float)(Math.Log(sum) + most - scores[Labels[n]]);
            }
        }

        protected override void BackwardPass(in Part part)
        {
            OnBackward?.Invoke(part);
            int inputs = _layout.Inputs[0].Length, outputs = _layout.Outputs[0].Length;
            TensorLayout weight = _description.Tensors[0].Layout;
            ReadOnlySpan<float> gradient = Samples(_layout.Outputs[0].GradientOffset, outputs);
            (int start, int end) = part.Range(outputs);
            for (int o = start; o < end; o++)
            {
                for (int n = 0; n < Count; n++)
                {
                    GradientValues[Bias + o] += gradient[n * outputs + o];
                    for (int k = 0; k < inputs; k++)
                    {
                        GradientValues[weight.Offset(o * inputs + k)] += gradient[n * outputs + o] * Input[n * inputs + k];
                    }
                }
            }

            Span<float> inputGradient = Samples(_layout.Inputs[0].GradientOffset, inputs);
            ReadOnlySpan<float> transposed = Transposed(0, inputs * outputs);
            (start, end) = part.Range(Count * inputs);
            for (int i = start; i < end; i++)
            {
                (int n, int k) = Math.DivRem(i, inputs);
                float sum = 0;
                for (int o = 0; o < outputs; o++)
                {
                    sum += gradient[n * outputs + o] * transposed[k * outputs + o];
                }

                inputGradient[i] = sum;
            }
        }

        protected override void CommitPass() => Running(_description.TrainableLength, 1)[0] += Count;

        protected override void TransposePass(in Part part)
        {
            Fixed(0, 1)[0] = 1;
            if (part.Index == 0)
            {
                Transposes++;
            }

            TensorLayout weight = _description.Tensors[0].Layout;
            int inputs = _layout.Inputs[0].Length, outputs = _layout.Outputs[0].Length;
            Span<float> transposed = Transposed(0, inputs * outputs);
            (int start, int end) = part.Range(inputs);
            for (int k = start; k < end; k++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    transposed[k * outputs + o] = Values[weight.Offset(o * inputs + k)];
                }
            }
        }

        private int Bias => _description.Tensors[2].Offset;
    }
}
