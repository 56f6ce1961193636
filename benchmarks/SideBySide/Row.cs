namespace Espalier.SideBySide;

/// <summary>One line of the comparison.</summary>
/// <param name="Name">What is measured, as the table shows it.</param>
/// <param name="Net">The network's name in rivals/nets.py.</param>
/// <param name="Batch">Samples of a call, or steps of a stream.</param>
/// <param name="Work">Prediction, training, prediction on two threads, or steps of a stream.</param>
/// <param name="Rival">Against whom the goal is set.</param>
/// <param name="Required">How many times as fast as the rival it has to be.</param>
/// <param name="Goal">How many times as fast it should be.</param>
/// <param name="MegaFlops">Million operations of a sample going forward.</param>
/// <param name="Open">Makes the network from a weight file, or random.</param>
internal sealed record Row(string Name, string Net, int Batch, Work Work, Rival Rival, double Required, double Goal, double MegaFlops, Func<string?, Contestant> Open)
{
    /// <summary>Training costs three times the forward pass: values, gradients of inputs, gradients of weights.</summary>
    public double FlopsOfCall => MegaFlops * 1e6 * Batch * (Work == Work.Training ? 3 : 1);

    /// <summary>The rival of the row where it is neither ONNX Runtime nor PyTorch.</summary>
    public string OtherName => Rival == Rival.ByHand ? "C++" : "1 thread";

    /// <summary>What a network of ours does in the row.</summary>
    public Action Call(Contestant contestant, float[] input, float[] output) => Work switch
    {
        Work.Training => contestant.Train(input, Batch),
        Work.TwoThreads => contestant.Predict(input, output, Batch, threads: 2),
        Work.Stream => StreamCalls.Ours(contestant.Stream(), input, output, Batch),
        _ => contestant.Predict(input, output),
    };

    /// <summary>The word by which rivals/serve.py knows the work.</summary>
    public string Word => Work == Work.Training ? "train" : "predict";
}

internal enum Work
{
    Prediction,
    Training,
    TwoThreads,
    Stream,
}

internal enum Rival
{
    OnnxRuntime,
    PyTorch,
    OneThread,
    ByHand,
}
