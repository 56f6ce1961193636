using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

public sealed class RegressionSessionTests
{
    private const int Length = ImageNet.Channels * ImageNet.Pixels;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Images_keep_the_users_order_outside_and_have_channels_last_inside(int threads)
    {
        var parameters = new NetworkParameters(ImageNet.Layout);
        parameters[0].CopyFrom([1, 10, 100]);
        var net = new ImageNet(parameters);
        using ImageNet.Session session = net.StartTraining(new Momentum(0.1f), 3, threads);
        float[] input = Data.Floats(2 * Length, 1);
        float[] targets = Data.Floats(2 * Length, 2);
        float loss = session.Forward(input, targets);
        Assert.Equal(input[2 * ImageNet.Pixels + 1], session.RawInput[ImageNet.Channels + 2]);
        var expected = new float[input.Length];
        net.Predict(input, expected);
        Assert.Equal(expected, session.Output.ToArray());
        var activation = new float[input.Length];
        session.Activation("Scale1", activation);
        Assert.Equal(expected, activation);
        double sum = 0;
        for (int i = 0; i < input.Length; i++)
        {
            sum += Math.Pow(expected[i] - targets[i], 2);
            Assert.Equal(2 * (expected[i] - targets[i]) / (2 * Length), session.OutputGradient[i], 5);
        }

        Assert.Equal(sum / (2 * Length), loss, 2);
        float[] gradient = session.OutputGradient.ToArray();
        session.Backward();
        for (int i = 0; i < input.Length; i++)
        {
            Assert.Equal(gradient[i] * parameters.Values[i / ImageNet.Pixels % ImageNet.Channels], session.InputGradient[i], 4);
        }

        float byChannel = 0;
        for (int i = ImageNet.Pixels; i < 2 * ImageNet.Pixels; i++)
        {
            byChannel += gradient[i] * input[i] + gradient[i + Length] * input[i + Length];
        }

        Assert.Equal(byChannel, session.Gradients[0][1], 3);
    }

    [Fact]
    public void A_gradient_written_outside_arrives_inside()
    {
        var net = new ImageNet(new NetworkParameters(ImageNet.Layout));
        using ImageNet.Session session = net.StartTraining(new Momentum(0.1f), 1, 1);
        float[] gradient = Data.Floats(Length);
        session.Forward(Data.Floats(Length));
        gradient.CopyTo(session.OutputGradient);
        session.Backward();
        Assert.Equal(gradient, session.InputGradient.ToArray());
    }

    [Fact]
    public void Steps_with_images_allocate_nothing()
    {
        var net = new ImageNet(new NetworkParameters(ImageNet.Layout));
        using ImageNet.Session session = net.StartTraining(new Momentum(0.1f), 4, 2);
        float[] input = Data.Floats(4 * Length);
        Assert.Equal(0, Allocations.OfCaller(() =>
        {
            session.Step(input, input);
            _ = session.Output;
            _ = session.InputGradient;
        }));
    }

    [Fact]
    public void Wrong_targets_are_refused()
    {
        var net = new ImageNet(new NetworkParameters(ImageNet.Layout));
        using ImageNet.Session session = net.StartTraining(new Momentum(0.1f), 2, 1, inputGradient: false);
        var input = new float[2 * Length];
        var targets = new float[2 * Length];
        targets[Length + 3] = float.PositiveInfinity;
        Assert.Contains("targets has 12 floats; 2 samples need 12 each", Assert.Throws<ArgumentException>(() => session.Step(input, new float[Length])).Message, StringComparison.Ordinal);
        Assert.Contains("at position 3 of sample 1", Assert.Throws<ArgumentException>(() => session.Step(input, targets)).Message, StringComparison.Ordinal);
        session.Step(input, input);
        Assert.Contains("no gradient of its input", Assert.Throws<InvalidOperationException>(() => _ = session.InputGradient[0]).Message, StringComparison.Ordinal);
    }
}
