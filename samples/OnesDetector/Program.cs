// A vanilla recurrent network that fires on two ones in a row: first with weights set by hand, then with weights that it learns.
using Espalier;
using Samples;
using Samples.OnesDetector;

return Arguments.Run(args, "Fires on two ones in a row: by hand, then learnt.", _ =>
{
    const int Steps = 12, All = 1 << Steps;
    float[] bits = new float[All * Steps], fires = new float[All * Steps];
    for (int i = 0; i < bits.Length; i++)
    {
        bits[i] = (i / Steps >> (i % Steps)) & 1;
        fires[i] = i % Steps > 0 && bits[i] == 1 && bits[i - 1] == 1 ? 1 : 0;
    }

    // Two units: the first is the bit, the second the bit before. Their sum exceeds 1 where both are ones.
    var byHand = new Detector(seed: 1);
    byHand.Rnn1.WeightIhL0.CopyFrom([1, 0]);                        // from the bit to each unit
    byHand.Rnn1.WeightHhL0.CopyFrom([0, 0, /* row 2 */ 1, 0]);      // the second unit takes over the first
    byHand.Rnn1.BiasIhL0.CopyFrom([0, 0]);
    byHand.Rnn1.BiasHhL0.CopyFrom([0, 0]);
    byHand.Dense1.Weight.CopyFrom([1, 1]);
    byHand.Dense1.Bias.CopyFrom([-1]);
    Show("by hand", byHand.Predict, output => output);
    Arguments.Expect(Wrong(byHand.Predict, threshold: 0.5f) == 0, $"by hand: right at every step of all {All} sequences of {Steps} bits\n");

    var learner = new Learner(seed: 1);
    using (Learner.Session training = learner.StartTraining(new Adam(0.02f), batchSize: 64))
    {
        float[] some = new float[64 * Steps], expected = new float[64 * Steps];
        var random = new Random(1);
        for (int step = 0; step <= 400; step++)
        {
            for (int i = 0; i < 64; i++)
            {
                int sequence = random.Next(All);
                bits.AsSpan(sequence * Steps, Steps).CopyTo(some.AsSpan(i * Steps));
                fires.AsSpan(sequence * Steps, Steps).CopyTo(expected.AsSpan(i * Steps));
            }

            float loss = training.Step(some, expected);
            if (step % 100 == 0)
            {
                Console.WriteLine($"  step {step,3}   loss {loss:F4}");
            }
        }
    }

    Show("learnt", learner.Predict, output => 1 / (1 + MathF.Exp(-output)));
    Arguments.Expect(Wrong(learner.Predict, threshold: 0) == 0, $"learnt: right at every step of all {All} sequences, from 25,664 of them drawn at random");

    void Show(string name, Prediction predict, Func<float, float> shown)
    {
        float[] input = [0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1], output = new float[Steps];
        predict(input, output);
        Console.WriteLine($"{name,-8} in   {string.Join("    ", input)}");
        Console.WriteLine($"{"",-8} out  {string.Join(" ", output.Select(value => $"{shown(value):F2}"))}");
    }

    int Wrong(Prediction predict, float threshold)
    {
        float[] output = new float[fires.Length];
        predict(bits, output);
        return output.Zip(fires).Count(pair => pair.First > threshold != pair.Second > 0);
    }
});

namespace Samples.OnesDetector
{
    /// <summary>What both networks' Predict is.</summary>
    internal delegate void Prediction(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Exact with two units, since every number in it is 0 or 1.</summary>
    [Network]
    [Input(steps: 12, features: 1)]
    [Rnn(2, Nonlinearity.ReLU)]
    [Dense(1)] [ReLU]
    [MeanSquaredError]
    public sealed partial class Detector;

    /// <summary>Learns the same with four units and tanh.</summary>
    [Network]
    [Input(steps: 12, features: 1)]
    [Rnn(4)]
    [Dense(1)]
    [BinaryCrossEntropy]
    public sealed partial class Learner;
}
