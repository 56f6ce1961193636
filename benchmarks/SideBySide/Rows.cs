namespace Espalier.SideBySide;

/// <summary>The comparison, line by line.</summary>
internal static class Rows
{
    private const float Rate = 1e-3f;

    private static readonly Func<string?, Contestant> Mlp = file => new Contestant<MlpSigmoid>(file, (net, batch) => net.StartTraining(new Sgd(Rate), batch).Step);
    private static readonly Func<string?, Contestant> MlpWithReLU = file => new Contestant<MlpReLU>(file, (net, batch) => net.StartTraining(new Sgd(Rate), batch).Step);
    private static readonly Func<string?, Contestant> Simple = file => new Contestant<SimpleConvNet>(file, (net, batch) => net.StartTraining(new Sgd(Rate), batch).Step);
    private static readonly Func<string?, Contestant> Cifar = file => new Contestant<CifarNet>(file, (net, batch) => net.StartTraining(new Sgd(Rate), batch).Step);
    private static readonly Func<string?, Contestant> Residual = file => new Contestant<ResNet20>(file, (net, batch) => net.StartTraining(new Sgd(Rate), batch).Step);
    private static readonly Func<string?, Contestant> Letters = file => new Contestant<CharLstm>(file, TrainOnLetters, labelsOfSample: 64);
    private static readonly Func<string?, Contestant> Units = file => new Contestant<Gru8>(file);
    private static readonly Func<string?, Contestant> Convolution = file => new Contestant<ConvLayer>(file);
    private static readonly Func<string?, Contestant> Product = file => new Contestant<MatrixProduct>(file);

    public static IReadOnlyList<Row> All { get; } =
    [
        new("MLP 784-50-10, sigmoid, batch 1", "mlp_sigmoid", 1, Work.Prediction, Rival.OnnxRuntime, 3, 3.5, 0.0794, Mlp),
        new("MLP, sigmoid, batch 100", "mlp_sigmoid", 100, Work.Prediction, Rival.OnnxRuntime, 1.07, 1.25, 0.0794, Mlp),
        new("MLP, sigmoid, training, batch 100", "mlp_sigmoid", 100, Work.Training, Rival.PyTorch, 2.2, 2.7, 0.0794, Mlp),
        new("MLP, ReLU, batch 1", "mlp_relu", 1, Work.Prediction, Rival.OnnxRuntime, 3, 3.5, 0.0794, MlpWithReLU),
        new("MLP, ReLU, batch 100", "mlp_relu", 100, Work.Prediction, Rival.OnnxRuntime, 1.07, 1.25, 0.0794, MlpWithReLU),
        new("MLP, ReLU, training, batch 100", "mlp_relu", 100, Work.Training, Rival.PyTorch, 2.2, 2.7, 0.0794, MlpWithReLU),
        new("SimpleConvNet, batch 1", "simpleconv", 1, Work.Prediction, Rival.OnnxRuntime, 1.5, 1.7, 1.73, Simple),
        new("SimpleConvNet, batch 100", "simpleconv", 100, Work.Prediction, Rival.OnnxRuntime, 1.5, 1.75, 1.73, Simple),
        new("SimpleConvNet, training, batch 100", "simpleconv", 100, Work.Training, Rival.PyTorch, 5, 7, 1.73, Simple),
        new("CIFAR net, batch 1", "cifarnet", 1, Work.Prediction, Rival.OnnxRuntime, 1, 1.1, 66.8, Cifar),
        new("CIFAR net, batch 64", "cifarnet", 64, Work.Prediction, Rival.OnnxRuntime, 1.03, 2, 66.8, Cifar),
        new("CIFAR net, training, batch 64", "cifarnet", 64, Work.Training, Rival.PyTorch, 1.6, 2.5, 66.8, Cifar),
        new("ResNet-20, batch 1", "resnet20", 1, Work.Prediction, Rival.OnnxRuntime, 1.2, 1.3, 81.1, Residual),
        new("ResNet-20, batch 64", "resnet20", 64, Work.Prediction, Rival.OnnxRuntime, 1.2, 1.6, 81.1, Residual),
        new("ResNet-20, training, batch 64", "resnet20", 64, Work.Training, Rival.PyTorch, 1.4, 2, 81.1, Residual),
        new("char-LSTM, training, 32 × 64", "charlstm", 32, Work.Training, Rival.PyTorch, 1.8, 2.2, 30.4, Letters),
        new("LSTM 2 × 128 + dense, one streaming step", "charlstm_step", 1, Work.Stream, Rival.OnnxRuntime, 2.5, 3.5, 0.475, Letters),
        new("GRU-8 + dense, one streaming step", "gru8_step", 1, Work.Stream, Rival.OnnxRuntime, 80, 80, 0.000448, Units),
        new("GRU-8 + dense, 64 streaming steps", "gru8_step", 64, Work.Stream, Rival.ByHand, 0.83, 1, 0.000448, Units),
        new("conv 64→64 3×3, 56×56", "conv64", 1, Work.Prediction, Rival.OnnxRuntime, 1, 3, 231.2, Convolution),
        new("matrix product 1024", "gemm1024", 1024, Work.Prediction, Rival.OnnxRuntime, 0.95, 1, 2.097, Product),
        new("SimpleConvNet, batch 100, two threads", "simpleconv", 100, Work.TwoThreads, Rival.OneThread, 1.8, 1.9, 1.73, Simple),
        new("CIFAR net, batch 64, two threads", "cifarnet", 64, Work.TwoThreads, Rival.OneThread, 1.8, 1.9, 66.8, Cifar),
        new("ResNet-20, batch 64, two threads", "resnet20", 64, Work.TwoThreads, Rival.OneThread, 1.8, 1.9, 81.1, Residual),
    ];

    private static Step TrainOnLetters(CharLstm net, int batch)
    {
        CharLstm.Session session = net.StartTraining(new Sgd(Rate), batch);
        int[] letters = new int[batch * net.Description.InputLength];
        return (input, labels) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = (int)input[i];
            }

            return session.Step(letters, labels);
        };
    }
}
