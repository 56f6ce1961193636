namespace Espalier.Fuzz;

/// <summary>Runs a network one step at a time and compares it with its sequence form.</summary>
internal static class StreamExercise
{
    // Sums run in another order, and what follows may make more of it.
    private const double Tolerance = 1e-2;

    /// <param name="network">The network.</param>
    /// <param name="values">Values of an input, as many as it asks for.</param>
    /// <param name="isContinuous">Whether close values stay close.</param>
    public static void Run(IStreamingNetwork network, Func<NamedShape, int, float[]> values, bool isContinuous)
    {
        NamedShape[] inputs = [.. network.Description.Inputs.ToArray().Where(shape => shape.Least == 0)];
        IStream stream = network.StartStream();

        // Sequences that nothing joins may have different numbers of steps.
        int steps = inputs.Min(Steps);
        if (inputs.Max(Steps) == steps)
        {
            float[][] given = [.. network.Description.Inputs.ToArray().Select(shape => shape.Least == 0 ? values(shape, shape.Length) : [shape.Most])];
            float[] expected = new float[network.Description.OutputLength];
            network.Predict([.. given.SelectMany(each => each)], expected);
            float[] outputs = new float[steps * stream.OutputLength];
            stream.Process([.. given.Where((_, i) => network.Description.Inputs[i].Least == 0).SelectMany(each => each)], outputs);
            if (isContinuous)
            {
                Compare(network.Description.Outputs.ToArray(), steps, expected, outputs);
            }
        }

        if (stream.MostSteps is { } most)
        {
            stream.Process(new float[(most - stream.Steps) * stream.InputLength], new float[(most - stream.Steps) * stream.OutputLength]);
            try
            {
                stream.Step(new float[stream.InputLength], new float[stream.OutputLength]);
            }
            catch (InvalidOperationException)
            {
                return;
            }

            throw new NotSupportedException("The stream went on beyond its end.");
        }

        stream.Reset();
        stream.Step(new float[stream.InputLength], new float[stream.OutputLength]);
    }

    private static void Compare(NamedShape[] shapes, int steps, float[] expected, float[] actual)
    {
        int at = 0, ofSequence = 0;
        foreach (NamedShape shape in shapes)
        {
            bool isSequence = shape.Shape.Length == 2;
            int row = isSequence ? shape.Shape[1] : shape.Length;

            // What is no sequence is what the sequence gives after its last step.
            ReadOnlySpan<float> sequence = expected.AsSpan(ofSequence, shape.Length), stream = actual.AsSpan(at, steps * row);
            stream = isSequence ? stream : stream[^row..];
            double scale = 1 + Greatest(sequence);
            for (int i = 0; i < sequence.Length; i++)
            {
                // Numbers may grow beyond what floats hold.
                if (float.IsFinite(sequence[i]) && double.IsFinite(scale) && !(Math.Abs(sequence[i] - stream[i]) <= Tolerance * scale))
                {
                    throw new NotSupportedException($"The stream gives {stream[i]} for value {i} of {shape.Name}, the sequence {sequence[i]}.");
                }
            }

            ofSequence += shape.Length;
            at += steps * row;
        }
    }

    private static double Greatest(ReadOnlySpan<float> values)
    {
        double greatest = 0;
        foreach (float value in values)
        {
            greatest = Math.Max(greatest, Math.Abs(value));
        }

        return greatest;
    }

    private static int Steps(NamedShape shape) => shape.Vocabulary > 0 ? shape.Length : shape.Shape[0];
}
