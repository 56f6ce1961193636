using System.Globalization;

namespace Espalier.Training;

/// <summary>
/// A change of every sample that was fitted on training data and belongs to the model from then on: it is saved beside
/// the weights, and prediction applies it to what it reads.
/// </summary>
/// <example><code>
/// Preprocessing whitening = Projection.FitZca(training);
/// Dataset ready = training.With(whitening);
/// whitening.Save("digits.preprocessing.safetensors");
/// </code></example>
public abstract class Preprocessing
{
    private readonly int[] _inputShape;
    private readonly int[] _outputShape;

    private protected Preprocessing(ReadOnlySpan<int> inputShape, ReadOnlySpan<int> outputShape)
    {
        _inputShape = inputShape.ToArray();
        _outputShape = outputShape.ToArray();
    }

    /// <summary>The shape of a sample as it comes.</summary>
    public ReadOnlySpan<int> InputShape => _inputShape;

    /// <summary>The shape of a sample as the network reads it.</summary>
    public ReadOnlySpan<int> OutputShape => _outputShape;

    /// <summary>Changes one sample, without allocating.</summary>
    /// <param name="sample">The sample as it comes.</param>
    /// <param name="result">Takes what the network reads; must not overlap <paramref name="sample"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit the shapes.</exception>
    public void Apply(ReadOnlySpan<float> sample, Span<float> result)
    {
        int inputs = Length(_inputShape);
        int outputs = Length(_outputShape);
        if (sample.Length != inputs || result.Length != outputs)
        {
            throw new ArgumentException($"The sample has {sample.Length} floats and the result {result.Length}; expected {inputs} and {outputs}.", nameof(sample));
        }

        Change(sample, result);
    }

    /// <summary>Saves what was fitted; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in the safetensors format.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var file = new TensorFile { Texts = { ["preprocessing"] = GetType().Name, ["input"] = Text(_inputShape), ["output"] = Text(_outputShape) } };
        Write(file);
        file.Save(path);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Preprocessing Load(string path)
    {
        TensorFile file = TensorFile.Load(path);
        int[] input = Numbers(file, "input");
        int[] output = Numbers(file, "output");
        return file.Text("preprocessing") switch
        {
            nameof(FeatureScaling) => FeatureScaling.Read(file, input),
            nameof(Projection) => Projection.Read(file, input, output),
            var other => throw file.Refused($"the preprocessing is '{other}'; expected {nameof(FeatureScaling)} or {nameof(Projection)}"),
        };
    }

    private protected abstract void Change(ReadOnlySpan<float> sample, Span<float> result);

    private protected abstract void Write(TensorFile file);

    private protected static int Length(ReadOnlySpan<int> shape)
    {
        int length = 1;
        foreach (int size in shape)
        {
            length = checked(length * size);
        }

        return length;
    }

    private static string Text(int[] shape) => string.Join(' ', Array.ConvertAll(shape, size => size.ToString(CultureInfo.InvariantCulture)));

    private static int[] Numbers(TensorFile file, string key) => Array.ConvertAll(file.Text(key).Split(' '), word =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0 ? size : throw file.Refused($"the shape '{file.Text(key)}' is no list of sizes"));
}
