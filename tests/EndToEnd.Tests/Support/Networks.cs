using System.Reflection;
using Espalier.EndToEnd.Tests.Reference;

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

    /// <summary>Forward with what the network's losses compare with, or with the gradients of the outputs where there is no loss.</summary>
    /// <returns>The loss; zero where there is none.</returns>
    public static float Forward(this TrainingSession session, ReadOnlySpan<float> input, ReadOnlySpan<float> expected, ReadOnlySpan<int> labels)
    {
        (bool hasLoss, bool takesLabels, bool takesTargets) = ReferenceNetwork.Answers(session.Network.GetType());
        if (hasLoss)
        {
            return session.ForwardPacked(input, takesLabels ? labels : [], takesTargets ? expected : []);
        }

        session.Forward(input);
        foreach (NamedShape output in session.Network.Description.Outputs)
        {
            Span<float> gradient = session.OutputGradientOf(output.Name);
            expected[..gradient.Length].CopyTo(gradient);
            expected = expected[gradient.Length..];
        }

        return 0;
    }

    /// <summary>All outputs of a session, one after the other.</summary>
    public static float[] Outputs(this TrainingSession session) =>
        [.. session.Network.Description.Outputs.ToArray().SelectMany(output => session.OutputOf(output.Name).ToArray())];

    /// <summary>Whether an input is of quantities, not of tokens or lengths.</summary>
    public static bool HasInputGradient(Network network) => network.Description.Inputs.ToArray().Any(input => !input.IsWhole);

    /// <summary>The gradients of all inputs of quantities, one after the other.</summary>
    public static float[] InputGradients(this TrainingSession session) =>
        [.. session.Network.Description.Inputs.ToArray().Where(input => !input.IsWhole).SelectMany(input => session.InputGradientOf(input.Name).ToArray())];

    /// <summary>Some samples out of a batch in which each input, or output, stands behind the other.</summary>
    public static float[] Samples(ReadOnlySpan<NamedShape> shapes, ReadOnlySpan<float> packed, int count, Func<int, int> which, int many)
    {
        var samples = new List<float>();
        int start = 0;
        foreach (NamedShape shape in shapes)
        {
            for (int i = 0; i < many; i++)
            {
                samples.AddRange(packed.Slice(start + which(i) * shape.Length, shape.Length));
            }

            start += count * shape.Length;
        }

        return [.. samples];
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
