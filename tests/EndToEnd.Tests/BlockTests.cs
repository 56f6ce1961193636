using System.Reflection;
using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Reference;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>A network of blocks and the same network written out by hand: the same tensors, and the same bits from them.</summary>
public sealed class BlockTests
{
    public static TheoryData<string> WrittenOut =>
        new(Case.Networks().Where(type => type.IsDefined(typeof(WrittenOutAttribute))).Select(Case.FixtureName));

    [Theory]
    [MemberData(nameof(WrittenOut))]
    public void Blocks_are_what_is_written_out(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Type type = Case.Network(name);
        Network blocks = Networks.Load(type, fixture.Weights("before"));
        Network byHand = Networks.Load(type.GetCustomAttribute<WrittenOutAttribute>()!.Network, fixture.Weights("before"));

        Assert.Equal(byHand.Description.Tensors.ToArray().Select(Described).Order(StringComparer.Ordinal), blocks.Description.Tensors.ToArray().Select(Described).Order(StringComparer.Ordinal));
        Close.Same(byHand.Predict(fixture.Input), blocks.Predict(fixture.Input), name + ": prediction");

        using TrainingSession expected = Networks.StartTraining(byHand, new Adam(0.01f), fixture.Count, inputGradient: true);
        using TrainingSession actual = Networks.StartTraining(blocks, new Adam(0.01f), fixture.Count, threads: 2, inputGradient: true);
        for (int step = 0; step < 3; step++)
        {
            Step(expected, fixture);
            Step(actual, fixture);
            Close.Same(expected.Output, actual.Output, name + ": output of training");
            Close.Same(expected.InputGradient, actual.InputGradient, name + ": gradient of the input");
            var gradients = actual.Gradients.Tensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
            Assert.Equal(expected.Gradients.Tensors().Count(), gradients.Count);
            foreach ((string tensor, float[] gradient) in expected.Gradients.Tensors())
            {
                Close.Same(gradient, gradients[tensor], name + ": gradient of " + tensor);
            }
        }
    }

    [Fact]
    public void Layers_of_blocks_are_reached_by_name()
    {
        var network = new BlocksCase(seed: 3);
        using BlocksCase.Session training = network.StartTraining(new Sgd(0.1f), batchSize: 2);

        Assert.Equal(network.Parameters["layer2.0.downsample.0.weight"].ToArray(), network.layer2_0_Shortcut1Conv.Weight.ToArray());
        Assert.Equal([6, 4, 3, 3], network.layer2_0_Conv1.Weight.Shape.ToArray());
        training.Forward(new float[2 * 192], [1, 2]);
        float[] values = new float[2 * 6 * 16];
        training.Activation("layer2.0.Conv1", values);
        training.Freeze("layer2.0.Conv1");
        Assert.Contains("layer2.0.Shortcut1Conv + layer2.0.Shortcut1BatchNorm", BlocksCase.Summary, StringComparison.Ordinal);
    }

    private static void Step(TrainingSession session, Fixture fixture)
    {
        session.Forward(fixture.Input, fixture.Has("targets") ? fixture.Floats("targets") : [], fixture.Has("labels") ? fixture.Labels() : []);
        session.Backward();
        session.Update();
    }

    private static string Described(TensorInfo tensor) => tensor.Name + " [" + string.Join(", ", tensor.Shape.ToArray()) + "] " + tensor.Initializer + " " + tensor.Trainable;
}
