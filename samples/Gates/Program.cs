// Logic gates: a perceptron learns AND, OR and NAND; XOR needs two layers.
using Espalier;
using Espalier.Training;
using Espalier.Training.Baselines;
using Samples;

return Arguments.Run(args, "Learns logic gates: one line, then two layers.", _ =>
{
    float[] corners = [0, 0, 0, 1, 1, 0, 1, 1];
    (string Name, int[] Truth)[] gates = [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NAND", [1, 1, 1, 0]), ("XOR", [0, 1, 1, 0])];
    foreach ((string name, int[] truth) in gates)
    {
        Perceptron perceptron = Perceptron.Fit(new FeatureDataset([2], corners, truth, 2), rate: 1, epochs: 100);
        bool learnt = perceptron.Mistakes[^1] == 0;
        string line = $"w = ({perceptron.Weights[0]}, {perceptron.Weights[1]}), b = {perceptron.Bias}";
        Arguments.Expect(learnt == (name != "XOR"), learnt
            ? $"{name,-4}  a perceptron learns it in {perceptron.Mistakes.Count} epochs: {line}"
            : $"{name,-4}  after {perceptron.Mistakes.Count} epochs a perceptron still makes {perceptron.Mistakes[^1]} mistakes in 4: no line tells the corners apart");
    }

    var net = new Samples.Gates.XorNet(seed: 1);
    var xor = new FeatureDataset([2], corners, gates[^1].Truth, 2);
    using (var session = net.StartTraining(new Adam(.05f), batchSize: 4))
    {
        new Trainer(session) { Epochs = 500 }.Fit(xor);
    }

    int right = 0;
    for (int i = 0; i < 4; i++)
    {
        int answer = net.Classify(corners.AsSpan(2 * i, 2));
        Console.WriteLine($"      {corners[2 * i]} XOR {corners[(2 * i) + 1]} = {answer}");
        right += answer == xor.Label(i) ? 1 : 0;
    }

    Arguments.Expect(right == 4, $"XOR   two layers: {right} of 4 right");
});

namespace Samples.Gates
{
    /// <summary>Two lines, and what lies between them.</summary>
    [Network]
    [Input(2)]
    [Dense(4)] [Tanh]
    [Dense(2)]
    [SoftmaxCrossEntropy]
    public sealed partial class XorNet;
}
