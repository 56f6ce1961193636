using Espalier;
using Espalier.Training;

namespace Samples.CharModel;

/// <summary>What the networks have in common, whatever stands inside.</summary>
/// <param name="network">The network.</param>
/// <param name="text">The text that it learns.</param>
public sealed class Model(Network network, Text text)
{
    private const int Batch = 32;

    // Of each window that is evaluated, the first half is there to be read only, so that every character counted has as many before it.
    private const int Context = Text.Steps / 2;

    private readonly float[] _token = new float[1];
    private readonly float[] _scores = new float[Text.Vocabulary];

    /// <summary>Windows of the training text, drawn by a number: those of a step are the same in every run.</summary>
    /// <param name="step">The step.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="tokens">Receives the characters.</param>
    /// <param name="labels">Receives the character after each.</param>
    public void Draw(long step, int seed, Span<float> tokens, Span<int> labels)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (int)step));
        for (int row = 0; row < tokens.Length / Text.Steps; row++)
        {
            int start = random.Next(text.Training.Length - Text.Steps);
            for (int i = 0; i < Text.Steps; i++)
            {
                tokens[(row * Text.Steps) + i] = text.Training[start + i];
                labels[(row * Text.Steps) + i] = text.Training[start + i + 1];
            }
        }
    }

    /// <summary>The mean surprise at the characters of the validation text, in nats: −ln of what the network expected of each.</summary>
    /// <param name="threads">Threads to predict with.</param>
    /// <param name="most">The most windows to look at.</param>
    public double Validate(int threads, int most = int.MaxValue)
    {
        var windows = new TokenWindows(text.Validation, Text.Steps, stride: Text.Steps - Context);
        using PredictionSession prediction = network.StartPrediction(Batch, threads);
        float[] tokens = new float[Batch * Text.Steps], scores = new float[Batch * Text.Steps * Text.Vocabulary];
        double sum = 0;
        int count = 0, all = Math.Min(windows.Count, most);
        for (int first = 0; first < all; first += Batch)
        {
            int rows = Math.Min(Batch, all - first);
            for (int row = 0; row < rows; row++)
            {
                ToFloats(windows.Inputs(first + row), tokens.AsSpan(row * Text.Steps));
            }

            prediction.Predict(tokens.AsSpan(0, rows * Text.Steps), scores.AsSpan(0, rows * Text.Steps * Text.Vocabulary));
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<int> targets = windows.Targets(first + row);
                for (int i = first + row == 0 ? 0 : Context; i < Text.Steps; i++, count++)
                {
                    sum += Surprise(scores.AsSpan((((row * Text.Steps) + i) * Text.Vocabulary), Text.Vocabulary), targets[i]);
                }
            }
        }

        return sum / count;
    }

    /// <summary>Goes on with a text, character by character, in a stream.</summary>
    /// <param name="start">How it begins; of characters that the text has.</param>
    /// <param name="length">Characters to write.</param>
    /// <param name="temperature">Above 0: below 1 keeps to what is likely, above 1 dares more.</param>
    /// <param name="seed">What is drawn.</param>
    public string Write(string start, int length, float temperature, int seed)
    {
        var random = new Random(seed);
        IStream stream = ((IStreamingNetwork)network).StartStream();
        List<int> written = [.. text.Characters.Encode(start)];
        int all = written.Count + length;
        for (int i = 0; i < all; i++)
        {
            Read(stream, written, i);
            if (i == written.Count - 1)
            {
                written.Add(Pick(_scores.AsSpan(0, text.Characters.Count), temperature, random));
            }
        }

        return text.Characters.Decode([.. written]);
    }

    /// <summary>The scores of what follows character i. A transformer has no places beyond its last: there it begins anew, with half a window before.</summary>
    private void Read(IStream stream, List<int> written, int i)
    {
        int first = i;
        if (stream.Steps == stream.MostSteps)
        {
            stream.Reset();
            first = i + 1 - Context;
        }

        for (int k = first; k <= i; k++)
        {
            _token[0] = written[k];
            stream.Step(_token, _scores);
        }
    }

    private static int Pick(Span<float> scores, float temperature, Random random)
    {
        float greatest = float.NegativeInfinity;
        foreach (float score in scores)
        {
            greatest = Math.Max(greatest, score);
        }

        double total = 0;
        foreach (ref float score in scores)
        {
            score = MathF.Exp((score - greatest) / temperature);
            total += score;
        }

        double left = random.NextDouble() * total;
        int picked = 0;
        while (picked < scores.Length - 1 && (left -= scores[picked]) > 0)
        {
            picked++;
        }

        return picked;
    }

    private static double Surprise(ReadOnlySpan<float> scores, int target)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (float score in scores)
        {
            greatest = Math.Max(greatest, score);
        }

        foreach (float score in scores)
        {
            sum += Math.Exp(score - greatest);
        }

        return greatest + Math.Log(sum) - scores[target];
    }

    private static void ToFloats(ReadOnlySpan<int> tokens, Span<float> floats)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            floats[i] = tokens[i];
        }
    }
}
