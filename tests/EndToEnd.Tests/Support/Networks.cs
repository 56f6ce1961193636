using System.Reflection;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>
/// What generated classes have in common but no interface says: their static <c>Load</c> of bytes and their
/// <c>StartTraining</c>. By reflection, so that one test runs any network.
/// </summary>
public static class Networks
{
    private delegate Network LoadBytes(ReadOnlySpan<byte> bytes);

    public static Network Create(Type type, int seed) => (Network)Method(type, "Create", typeof(int)).Invoke(null, [seed])!;

    public static Network Load(Type type, byte[] bytes) => Method(type, "Load", typeof(ReadOnlySpan<byte>)).CreateDelegate<LoadBytes>()(bytes);

    public static TrainingSession StartTraining(Network network, Optimizer optimizer, int batchSize, int threads = 1, int seed = 0, bool copy = false, bool inputGradient = false)
    {
        MethodInfo method = network.GetType().GetMethods().Single(method => method.Name == "StartTraining");
        object?[] arguments = Array.ConvertAll(method.GetParameters(), parameter => parameter.Name switch
        {
            "optimizer" => optimizer,
            "batchSize" => batchSize,
            "threads" => threads,
            "seed" => seed,
            "copy" => copy,
            "inputGradient" => inputGradient,
            _ => parameter.DefaultValue,
        });
        try
        {
            return (TrainingSession)method.Invoke(network, arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            throw inner;
        }
    }

    /// <summary>Forward with what the network's loss compares with, or with the gradient of the output where there is no loss.</summary>
    /// <returns>The loss; zero where there is none.</returns>
    public static float Forward(this TrainingSession session, ReadOnlySpan<float> input, ReadOnlySpan<float> expected, ReadOnlySpan<int> labels)
    {
        switch (session)
        {
            case ClassificationSession classification:
                return classification.Forward(input, labels);
            case RegressionSession regression:
                return regression.Forward(input, expected);
            default:
                session.Forward(input);
                expected.CopyTo(session.OutputGradient);
                return 0;
        }
    }

    public static void Fill(this TensorView view, float value)
    {
        float[] values = new float[view.Length];
        Array.Fill(values, value);
        view.CopyFrom(values);
    }

    /// <summary>All tensors by name, in PyTorch's order.</summary>
    public static IEnumerable<(string Name, float[] Values)> Tensors(this NetworkParameters parameters)
    {
        foreach (TensorInfo tensor in parameters.Description.Tensors.ToArray())
        {
            yield return (tensor.Name, parameters[tensor.Name].ToArray());
        }
    }

    /// <summary>The gradients of all trainable tensors by name, in PyTorch's order.</summary>
    public static IEnumerable<(string Name, float[] Values)> Tensors(this Gradients gradients)
    {
        foreach (TensorInfo tensor in gradients.Description.Tensors.ToArray())
        {
            if (tensor.Trainable)
            {
                yield return (tensor.Name, gradients[tensor.Name].ToArray());
            }
        }
    }

    public static float[] Predict(this Network network, ReadOnlySpan<float> input)
    {
        float[] output = new float[input.Length / network.Description.InputLength * network.Description.OutputLength];
        network.Predict(input, output);
        return output;
    }

    private static MethodInfo Method(Type type, string name, Type parameter) =>
        type.GetMethod(name, BindingFlags.Public | BindingFlags.Static, [parameter])
        ?? throw new MissingMethodException(type.FullName, name + "(" + parameter.Name + ")");
}
