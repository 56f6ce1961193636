using System.Reflection;
using System.Runtime.Loader;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;

namespace Espalier.Fuzz;

/// <summary>Loads compiled networks, predicts with each, streams it, trains it for a step, and saves and loads it.</summary>
internal static class Exercise
{
    private const int Samples = 3;

    private delegate Network LoadBytes(ReadOnlySpan<byte> bytes);

    /// <summary>Whether running the network takes no more than some milliseconds.</summary>
    public static bool IsSmall(NetworkPlan plan) =>
        plan.Parameters.Length < 100_000 && plan.Training.PerSample + plan.Training.Fixed < 100_000 && plan.PredictionLength < 4_000_000 && plan.Flops < 2_000_000;

    /// <summary>Null where all of them run.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="networks">The names of their classes, and their plans.</param>
    /// <param name="flagged">The calls that have been said to be wrong.</param>
    /// <param name="refused">A weight file that none of them may take.</param>
    public static string? Run(Stream image, (string Type, NetworkPlan Plan)[] networks, IReadOnlySet<string> flagged, DrawnFile? refused)
    {
        AssemblyLoadContext context = new("drawn", isCollectible: true);
        try
        {
            Assembly assembly = context.LoadFromStream(image);
            foreach ((string type, NetworkPlan plan) in networks)
            {
                Type network = assembly.GetType(type, throwOnError: true)!;
                if (refused is null)
                {
                    Run(network, plan);
                }
                else if (Takes(network, refused))
                {
                    return $"refused by the build alone: {refused}";
                }
            }

            return Calls.Run(assembly, flagged);
        }
        catch (Exception exception)
        {
            Exception reason = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;

            // Numbers may grow beyond what floats hold: a random network has no reason not to.
            return reason is NonFiniteLossException or NonFiniteGradientException ? null : $"running: {reason}";
        }
        finally
        {
            context.Unload();
        }
    }

    private static void Run(Type type, NetworkPlan plan)
    {
        Network network = (Network)type.GetMethod("Create", [typeof(int)])!.Invoke(null, [1])!;
        float[] input = [.. network.Description.Inputs.ToArray().SelectMany(shape => Values(shape, Samples * shape.Length))];
        float[] output = new float[Samples * network.Description.OutputLength];
        network.Predict(input, output);
        if (network is IStreamingNetwork streaming)
        {
            StreamExercise.Run(streaming, Values, isContinuous: plan.Graph.Nodes.All(node => node.Kind.PassesGradient));
        }

        Train(network, plan, input);

        float[] after = new float[output.Length];
        network.Predict(input, output);
        Loader(type)(network.ToBytes()).Predict(input, after);
        if (!output.AsSpan().SequenceEqual(after))
        {
            throw new InvalidOperationException("Loaded from its own bytes, the network predicts something else.");
        }

        if (type.GetMethod("LoadEmbedded") is { } embedded)
        {
            ((Network)embedded.Invoke(null, null)!).Predict(input, output);
        }
    }

    private static LoadBytes Loader(Type type) => type.GetMethod("Load", [typeof(ReadOnlySpan<byte>)])!.CreateDelegate<LoadBytes>();

    private static bool Takes(Type type, DrawnFile file)
    {
        try
        {
            Loader(type)(file.ToBytes());
            return true;
        }
        catch (WeightFileException)
        {
            return false;
        }
    }

    private static float[] Values(NamedShape shape, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(shape.IsWhole ? Math.Clamp(i * 7 % 5, shape.Least, shape.Most) : (i * 7 % 5) - 2))];

    private static void Train(Network network, NetworkPlan plan, float[] input)
    {
        MethodInfo start = network.GetType().GetMethods().Single(method => method.Name == "StartTraining");
        object?[] arguments = Array.ConvertAll(start.GetParameters(), parameter => parameter.Name switch
        {
            "optimizer" => new Sgd(1e-3f),
            "batchSize" => Samples,
            _ => parameter.DefaultValue,
        });
        using TrainingSession training = (TrainingSession)start.Invoke(network, arguments)!;
        LossInfo[] losses = (LossInfo[])typeof(TrainingSession).GetProperty("LossInfos", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(training)!;
        if (losses.Length == 0)
        {
            training.Forward(input);
            foreach (NamedShape shape in network.Description.Outputs)
            {
                training.OutputGradientOf(shape.Name).Fill(0.5f);
            }
        }
        else
        {
            int labels = losses.Where(loss => loss.Classes > 0).Sum(loss => loss.Length), targets = losses.Where(loss => loss.Classes == 0).Sum(loss => loss.Length);
            training.ForwardPacked(input, new int[Samples * labels], [.. Enumerable.Repeat(0.5f, Samples * targets)]);
        }

        // Without anything to learn there is nothing to go back for.
        if (plan.Parameters.TrainableLength > 0)
        {
            training.Backward();
            training.Update();
        }
    }
}
