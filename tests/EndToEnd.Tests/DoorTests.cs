using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>What comes in and goes out as something else than floats: pixels of bytes, labels of an enum.</summary>
[Collection(nameof(Alone))]
public sealed class DoorTests
{
    private readonly Data _data = new(5);

    [Theory]
    [InlineData(28)]
    [InlineData(31)]
    [InlineData(64)]
    public void Pixels_give_what_their_floats_give(int stride)
    {
        var network = new AnimalNet(1);
        byte[] bytes = Bytes(stride * 6);
        float[] planar = Planar(bytes, stride, height: 6, width: 7, bytesPerPixel: 4, [0, 1, 2]);
        float[] expected = network.Predict(planar), scores = new float[3];
        network.Predict(bytes, stride, scores);
        Close.Equal(Array.ConvertAll(expected, value => (double)value), scores, "RGBA", 1e-5);
        Assert.Equal(network.Classify(planar), network.Classify(bytes, stride));

        // The last row needs no more than its pixels.
        network.Predict(bytes.AsSpan(0, stride * 5 + 28), stride, scores);
    }

    [Fact]
    public void Blue_may_come_first()
    {
        var network = new AnimalNetOfBgr(1);
        byte[] bytes = Bytes(21 * 6);
        float[] expected = network.Predict(Planar(bytes, 21, 6, 7, 3, [2, 1, 0])), scores = new float[3];
        network.Predict(bytes, 21, scores);
        Close.Equal(Array.ConvertAll(expected, value => (double)value), scores, "BGR", 1e-5);
    }

    [Fact]
    public void Grey_pixels_are_read_twice()
    {
        var network = new GreyNet(1);
        byte[] bytes = Bytes(40 * 5);
        float[] expected = network.Predict(Planar(bytes, 40, 5, 37, 1, [0])), output = new float[5 * 37];
        network.Predict(bytes, 40, output);
        Close.Equal(Array.ConvertAll(expected, value => (double)value), output, "grey", 1e-5);
    }

    [Fact]
    public void Pixels_that_do_not_fit_are_refused()
    {
        var network = new AnimalNet(1);
        byte[] bytes = Bytes(28 * 6);
        Named("stride is 27; a row of 7 pixels of 4 bytes takes at least 28", () => network.Predict(bytes, 27, new float[3]));
        Named("pixels has 167 bytes; 6 rows of 28 at a stride of 28 take 168", () => network.Predict(bytes.AsSpan(1), 28, new float[3]));
        Named("output has 4 floats; 1 samples of 3 need 3", () => network.Predict(bytes, 28, new float[4]));

        static void Named(string message, Action action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_members_of_the_enum()
    {
        float[] images = _data.Normals(6 * 126);
        Animal[] labels = [Animal.Dog, Animal.Cat, Animal.Horse, Animal.Dog, Animal.Cat, Animal.Horse];
        var network = new AnimalNet(1);
        var same = new AnimalNet(1);
        using AnimalNet.Session session = network.StartTraining(new Adam(0.02f), 6);
        using AnimalNet.Session ofNumbers = same.StartTraining(new Adam(0.02f), 6);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(session.Step(images, labels), ofNumbers.Step(images, Array.ConvertAll(labels, label => (int)label)));
        }

        Assert.Equal(network.ToBytes(), same.ToBytes());
        for (int i = 0; i < labels.Length; i++)
        {
            Assert.Equal(labels[i], network.Classify(images.AsSpan(i * 126, 126)));
        }

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => session.Step(images, [.. labels[..5], (Animal)7]));
        Assert.Contains("labels[5] is 7; expected 0 to 2", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var network = new AnimalNet(1);
        byte[] bytes = Bytes(28 * 6);
        float[] scores = new float[3], images = _data.Normals(2 * 126);
        Animal[] labels = [Animal.Dog, Animal.Cat];
        using AnimalNet.Session session = network.StartTraining(new Sgd(0.01f), 2);
        AllocationTests.AssertNothing(() =>
        {
            network.Predict(bytes, 28, scores);
            network.Classify(bytes, 28);
            session.Step(images, labels);
        });
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)_data.Below(256);
        }

        return bytes;
    }

    private static float[] Planar(byte[] bytes, int stride, int height, int width, int bytesPerPixel, int[] order) =>
        [.. from c in order
            from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            select bytes[y * stride + x * bytesPerPixel + c] / 255f];
}
