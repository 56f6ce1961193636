namespace Espalier;

/// <summary>
/// Compares what backward computes with differences of what forward computes: of a whole network on a batch, or of a layer
/// of one's own alone. A tool for tests and the drawing board: it allocates, and runs forward many times.
/// <para>
/// Where a rectifier or max pooling has a kink within reach of the steps, there is no derivative to compare with. Such
/// elements are known by differences that contradict each other, whatever backward gave; they are left out, and the
/// report says how many there were. A tensor of which nothing could be compared does not pass.
/// </para>
/// </summary>
public static class GradientCheck
{
    private const int DefaultProbes = 24;

    // By how much, relative to its size, rounding may change a loss in floats, and a function in doubles.
    private const double Rounding = 1.0 / (1 << 22), ExactRounding = 1e-15, ExactTolerance = 1e-6;

    // Wide enough for floats to see a difference, or narrow enough to miss the kinks of rectifiers.
    private static readonly double[] Steps = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4];

    // The same for numbers in double precision.
    private static readonly double[] ExactSteps = [1e-2, 1e-3, 1e-4, 1e-5];

    /// <summary>
    /// Compares the gradients of a session with differences of its loss. Parameters and running statistics are as before
    /// afterwards; random masks are the same in all passes.
    /// </summary>
    /// <param name="session">A session that waits for no Backward or Update.</param>
    /// <param name="forward">Calls the session's Forward on a batch and returns the loss: <c>() =&gt; session.Forward(images, labels)</c>.</param>
    /// <param name="input">
    /// The array that <paramref name="forward"/> reads: its gradient is checked too, where the session was started with
    /// <c>inputGradient: true</c>.
    /// </param>
    /// <param name="probes">How many elements of each tensor are compared, at least 1; they lie evenly apart.</param>
    /// <param name="tolerance">The greatest error that rounding explains, relative to a tensor's greatest derivative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probes"/> is below 1.</exception>
    public static GradientReport Run(TrainingSession session, Func<float> forward, float[]? input = null, int probes = DefaultProbes, double tolerance = 1e-2)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        TensorInfo[] tensors = session.Parameters.Description.Tensors.ToArray();
        float[][] before = [.. tensors.Select(tensor => session.Parameters[tensor.Name].ToArray())];
        using TrainingSession.Repetition repetition = session.StartRepetition();

        double loss = repetition.Run(forward);
        session.Backward();
        var gradients = new List<(string Name, float[] Gradient, float[] Values, Action<float[]> Write)>();
        for (int i = 0; i < tensors.Length; i++)
        {
            // Backward moves running statistics; the losses to come do not read them, but what comes after the check does.
            TensorView view = session.Parameters[tensors[i].Name];
            view.CopyFrom(before[i]);
            if (tensors[i].Trainable)
            {
                gradients.Add((tensors[i].Name, session.Gradients[tensors[i].Name].ToArray(), [.. before[i]], values => view.CopyFrom(values)));
            }
        }

        if (input is not null)
        {
            gradients.Add(("input", session.InputGradient.ToArray(), [.. input], values => values.CopyTo(input, 0)));
        }

        double greatest = gradients.SelectMany(tensor => tensor.Gradient).Select(value => Math.Abs((double)value)).DefaultIfEmpty(0).Max();

        // A tensor whose derivatives are all far below the others' is compared with what floats can see of it.
        double floor = Math.Max(1e-3 * greatest, 1e-4 * Math.Abs(loss));
        var comparisons = new List<GradientComparison>();
        foreach ((string name, float[] gradient, float[] values, Action<float[]> write) in gradients)
        {
            double scale = Math.Max(gradient.Max(value => Math.Abs((double)value)), Math.Max(floor, float.Epsilon));
            comparisons.Add(Compare(name, gradient, probes, scale, tolerance, element =>
            {
                float value = values[element];
                Differences differences = Differences.Of(value, Steps, Rounding * Math.Abs(loss), at =>
                {
                    values[element] = (float)at;
                    write(values);
                    return repetition.Run(forward);
                });
                values[element] = value;
                write(values);
                return differences;
            }));
        }

        return new GradientReport(comparisons, tolerance);
    }

    /// <summary>Compares the derivative of an activation of one's own with differences of its value, both in double precision.</summary>
    /// <typeparam name="TFunction">The activation.</typeparam>
    /// <param name="from">The least number that is tried.</param>
    /// <param name="to">The greatest number that is tried.</param>
    public static GradientReport Elementwise<TFunction>(float from = -6, float to = 6)
        where TFunction : struct, IElementwise
    {
        const int Points = 200;

        double[] points = [.. Enumerable.Range(0, Points).Select(i => from + ((to - from) * (i + 0.37) / Points))];
        double[] found = [.. points.Select(point => TFunction.Derivative(new ExactReal(point)).Value)];
        double scale = Math.Max(1, found.Max(Math.Abs));
        return new GradientReport(
            [Compare("input", found, Points, scale, ExactTolerance, point => Differences.Of(points[point], ExactSteps, ExactRounding * scale, at => TFunction.Value(new ExactReal(at)).Value))],
            ExactTolerance);
    }

    /// <summary>
    /// Compares the derivative of a loss of one's own by the output with differences of its value, both in double precision,
    /// for outputs in a range and targets between 0 and 1.
    /// </summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="from">The least output that is tried.</param>
    /// <param name="to">The greatest output that is tried.</param>
    public static GradientReport Loss<TLoss>(float from = -6, float to = 6)
        where TLoss : struct, ILoss
    {
        const int Points = 200;
        var points = new (double Output, ExactReal Target)[Points];
        for (int i = 0; i < Points; i++)
        {
            points[i] = (from + ((to - from) * (i + 0.37) / Points), new ExactReal(i * 7 % 11 / 10.0));
        }

        double[] found = [.. points.Select(point => TLoss.Derivative(new ExactReal(point.Output), point.Target).Value)];
        double scale = Math.Max(1, found.Max(Math.Abs));
        return new GradientReport(
            [Compare("output", found, Points, scale, ExactTolerance, i => Differences.Of(points[i].Output, ExactSteps, ExactRounding * scale, at => Loss(at, i)))],
            ExactTolerance);

        double Loss(double output, int i) => TLoss.Value(new ExactReal(output), points[i].Target).Value;
    }

    /// <summary>
    /// Compares backward of a layer of one's own with differences of its forward, on random numbers: the gradient of the
    /// input and, where there are any, of the parameters.
    /// </summary>
    /// <typeparam name="TLayer">The layer.</typeparam>
    /// <param name="inputShape">The shape of a sample of the input.</param>
    /// <param name="outputShape">The shape of a sample of the output.</param>
    /// <param name="options">The layer's options.</param>
    /// <param name="parameters">How many parameters the layer has.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="tolerance">The greatest error that rounding explains, relative to a tensor's greatest derivative.</param>
    public static GradientReport Custom<TLayer>(int[] inputShape, int[] outputShape, float[]? options = null, int parameters = 0, int seed = 0, double tolerance = 1e-2)
        where TLayer : struct, ICustom
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(outputShape);
        ArgumentOutOfRangeException.ThrowIfNegative(parameters);
        const int Samples = 3;
        options ??= [];
        float[] input = Draw(Samples * Shapes.Length(inputShape), seed, 0), weights = Draw(parameters, seed, 1);
        float[] outputGradient = Draw(Samples * Shapes.Length(outputShape), seed, 2), output = new float[outputGradient.Length];

        // What is to be written starts as NaN, so that what is left out shows.
        float[] inputGradient = new float[input.Length], weightGradient = new float[parameters];
        Array.Fill(inputGradient, float.NaN);
        TLayer.Backward(new CustomCall(Samples, inputShape, outputShape, options, weights), input, outputGradient, inputGradient, weightGradient);

        Loss();
        var comparisons = new List<GradientComparison> { CompareWith("input", inputGradient, input) };
        if (parameters > 0)
        {
            comparisons.Add(CompareWith("weight", weightGradient, weights));
        }

        return new GradientReport(comparisons, tolerance);

        GradientComparison CompareWith(string name, float[] gradient, float[] values)
        {
            double greatest = gradient.Max(value => Math.Abs((double)value));
            return Compare(name, gradient, int.MaxValue, Math.Max(greatest, 1e-3), tolerance, element =>
            {
                float value = values[element];
                Differences differences = Differences.Of(value, Steps, Rounding * output.Zip(outputGradient).Sum(pair => Math.Abs(pair.First * (double)pair.Second)), at =>
                {
                    values[element] = (float)at;
                    return Loss();
                });
                values[element] = value;
                return differences;
            });
        }

        double Loss()
        {
            Array.Fill(output, float.NaN);
            TLayer.Forward(new CustomCall(Samples, inputShape, outputShape, options, weights), input, output);
            double sum = 0;
            for (int i = 0; i < output.Length; i++)
            {
                sum += (double)output[i] * outputGradient[i];
            }

            return sum;
        }
    }

    /// <summary>The worst of the probed elements that have a derivative.</summary>
    private static GradientComparison Compare<TNumber>(string name, TNumber[] gradient, int probes, double scale, double tolerance, Func<int, Differences> differences)
        where TNumber : struct, IConvertible
    {
        int step = (int)Math.Max(1, gradient.Length / (long)probes);
        var worst = new GradientComparison(name, 0, 0, 0, double.NegativeInfinity, 0);
        int compared = 0, leftOut = 0;
        for (int element = 0; element < gradient.Length; element += step)
        {
            double found = gradient[element].ToDouble(null);
            if (differences(element).Derivative(tolerance / 4 * scale) is not double difference)
            {
                leftOut++;
                continue;
            }

            compared++;
            double error = Math.Abs(found - difference) / scale;
            error = double.IsNaN(error) ? double.PositiveInfinity : error;
            if (error > worst.Error)
            {
                worst = new GradientComparison(name, element, found, difference, error, 0);
            }
        }

        return worst with { Probes = compared, LeftOut = leftOut, Error = compared > 0 ? worst.Error : double.PositiveInfinity };
    }

    private static float[] Draw(int length, int seed, int purpose)
    {
        ulong key = CounterRandom.Key(CounterRandom.Key((uint)seed, 0), (ulong)purpose);
        return [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(key, (ulong)i))];
    }
}
