using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Reference;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Every layer, loss and option, forward and backward, against what PyTorch computes.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Cases => Case.Names();

    public static TheoryData<string> TrainedCases => Case.TrainedNames();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prediction(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));
        NetworkDescription shapes = network.Description;
        float[] output = network.Predict(fixture.Input);
        Close.Equal(fixture.Packed("eval.output"), output, name + ": eval.output");

        // One at a time, and many: over the edges of blocks, whatever their size.
        for (int i = 0; i < fixture.Count; i++)
        {
            float[] one = network.Predict(Networks.Samples(shapes.Inputs, fixture.Input, fixture.Count, _ => i, 1));
            Close.Same(Networks.Samples(shapes.Outputs, output, fixture.Count, _ => i, 1), one, name + ": sample " + i + " alone");
        }

        const int Many = 131;
        float[] outputs = network.Predict(Networks.Samples(shapes.Inputs, fixture.Input, fixture.Count, i => i % fixture.Count, Many));
        Close.Same(Networks.Samples(shapes.Outputs, output, fixture.Count, i => i % fixture.Count, Many), outputs, name + ": many samples");

        using PredictionSession session = ((INetwork)network).StartPrediction(Many, threads: 2);
        float[] threaded = new float[outputs.Length];
        session.Predict(Networks.Samples(shapes.Inputs, fixture.Input, fixture.Count, i => i % fixture.Count, Many), threaded);
        Close.Same(outputs, threaded, name + ": over threads");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_step(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));

        // A capacity above the batch: memory is laid out by the capacity, results must not be.
        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), fixture.Count + 2);
        float loss = Forward(session, fixture);
        Close.Equal(fixture.Packed("train.output"), session.Outputs(), name + ": train.output");
        if (fixture.Has("train.loss"))
        {
            Close.Equal(fixture.Floats("train.loss"), [loss], name + ": train.loss");
            float[] losses = fixture.Has("train.losses") ? fixture.Floats("train.losses") : [];
            string[] names = [.. ReferenceNetwork.LossNames(Case.Network(name))];
            for (int i = 0; i < losses.Length; i++)
            {
                Close.Equal([losses[i]], [session.LossOf(names[i])], name + ": " + names[i]);
            }
        }

        session.Backward();
        foreach ((string tensor, float[] gradient) in fixture.With("gradient."))
        {
            Close.Equal(gradient, session.Gradients[tensor].ToArray(), name + ": gradient." + tensor, floor: Floor(fixture, gradient));
        }

        Assert.Equal(fixture.With("gradient.").Count(), session.Gradients.Tensors().Count());
        session.Update();
        foreach ((string tensor, float[] values) in fixture.With("after."))
        {
            Close.Equal(values, session.Parameters[tensor].ToArray(), name + ": after." + tensor);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Input_gradient(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));
        if (!Networks.HasInputGradient(network))
        {
            Assert.False(fixture.Has("input_gradient"));
            Assert.Contains("no gradient", Assert.Throws<ArgumentException>(() => Networks.StartTraining(network, new Sgd(0.1f), 1, inputGradient: true)).Message, StringComparison.Ordinal);
            return;
        }

        using TrainingSession session = Networks.StartTraining(network, new Sgd(0.1f), fixture.Count, inputGradient: true);
        Forward(session, fixture);
        session.Backward();
        using TrainingSession without = Networks.StartTraining(network, new Sgd(0.1f), fixture.Count);
        Forward(without, fixture);
        without.Backward();
        foreach ((string tensor, float[] gradient) in without.Gradients.Tensors())
        {
            Close.Same(gradient, session.Gradients[tensor].ToArray(), name + ": gradient." + tensor + " with and without the input's");
        }

        float[] expected = fixture.Packed("input_gradient");
        Close.Equal(expected, session.InputGradients(), name + ": input_gradient", floor: Floor(fixture, expected));
    }

    [Theory]
    [MemberData(nameof(TrainedCases))]
    public void Training_of_several_steps(string name)
    {
        Fixture fixture = Fixture.Load(name);
        (string kind, float rate, int steps) = fixture.Trained!.Value;
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));
        using TrainingSession session = Networks.StartTraining(network, Optimizers.Of(kind, rate), fixture.Count);
        float loss = 0;
        for (int step = 0; step < steps; step++)
        {
            loss = Forward(session, fixture);
            session.Backward();
            session.Update();
        }

        Close.Equal(fixture.Floats("trained.last_loss"), [loss], name + ": trained.last_loss", Close.Trained);
        foreach ((string tensor, float[] values) in fixture.With("trained.").Where(tensor => tensor.Name != "last_loss"))
        {
            Close.Equal(values, session.Parameters[tensor].ToArray(), name + ": trained." + tensor, Close.Trained);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Saved_weights_are_those_that_were_loaded(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Network network = Networks.Load(Case.Network(name), fixture.Weights("before"));
        SafetensorsFile saved = SafetensorsFile.Parse(network.ToBytes());
        SafetensorsFile original = SafetensorsFile.Parse(fixture.Weights("before"));
        string[] names = [.. original.Tensors.Keys.Where(tensor => !tensor.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(names, saved.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (string tensor in names)
        {
            Assert.Equal(original.Tensors[tensor].Shape, saved.Tensors[tensor].Shape);
            Close.Same(original.Tensors[tensor].Floats(), saved.Tensors[tensor].Floats(), name + ": " + tensor);
        }
    }

    private static double Floor(Fixture fixture, float[] gradient) => Close.GradientFloor(
        Array.ConvertAll(gradient, value => (double)value),
        fixture.With("gradient.").SelectMany(tensor => tensor.Values).Append(0).Max(Math.Abs));

    private static float Forward(TrainingSession session, Fixture fixture) =>
        session.Forward(fixture.Input, fixture.Has("output_gradient") ? fixture.Packed("output_gradient") : fixture.Packed("targets"), fixture.Labels());
}
