using BenchmarkDotNet.Attributes;
using Espalier.Training;
using Samples.Cifar;

namespace Espalier.Batches;

/// <summary>
/// An epoch of 2,048 images of CIFAR-10's size in batches of 64: gathering them with each augmentation, on one thread,
/// beside the training steps that they are for, on one thread too.
/// </summary>
public class Augmented : IDisposable
{
    private const int Images = 2048, Batch = 64;

    private readonly ImageDataset _images = Draw();
    private readonly NotesNet.Session _session;
    private readonly DataLoader _plain, _flipped, _cropped, _warped, _jittered, _cut, _mixed, _all;

    public Augmented()
    {
        _session = new NotesNet(seed: 1).StartTraining(new Adam(1e-3f), Batch);
        Augmentation flip = Augmentation.FlipHorizontally(), crop = Augmentation.Crop(4), warp = Augmentation.Warp(15, .1f, .1f);
        Augmentation jitter = Augmentation.ColourJitter(.2f, .2f, .2f), cut = Augmentation.Cutout(8);
        _plain = new DataLoader(_images, Batch);
        (_flipped, _cropped, _warped) = (Loader(flip), Loader(crop), Loader(warp));
        (_jittered, _cut) = (Loader(jitter), Loader(cut));
        _mixed = new DataLoader(_images, Batch, mixUp: new MixUp());
        _all = new DataLoader(_images.Augmented(Augmentation.Sequence(flip, crop, warp, jitter, cut)), Batch, draw: true, mixUp: new MixUp());
    }

    [Benchmark(Baseline = true)]
    public float TrainingSteps()
    {
        float loss = 0;
        _plain.Start(0);
        while (_plain.Next())
        {
            loss += _session.Step(_plain.Inputs, _plain.Labels);
        }

        return loss;
    }

    [Benchmark]
    public int Plain() => Epoch(_plain);

    [Benchmark]
    public int Flip() => Epoch(_flipped);

    [Benchmark]
    public int Crop() => Epoch(_cropped);

    [Benchmark]
    public int Warp() => Epoch(_warped);

    [Benchmark]
    public int ColourJitter() => Epoch(_jittered);

    [Benchmark]
    public int Cutout() => Epoch(_cut);

    [Benchmark]
    public int MixUp() => Epoch(_mixed);

    [Benchmark]
    public int AllOfThem() => Epoch(_all);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        GC.SuppressFinalize(this);
    }

    private static int Epoch(DataLoader loader)
    {
        int count = 0;
        loader.Start(0);
        while (loader.Next())
        {
            count += loader.Count;
        }

        return count;
    }

    private static ImageDataset Draw()
    {
        var random = new Random(1);
        byte[] pixels = new byte[Images * 3 * 32 * 32];
        random.NextBytes(pixels);
        byte[] labels = new byte[Images];
        foreach (ref byte label in labels.AsSpan())
        {
            label = (byte)random.Next(10);
        }

        return new ImageDataset(3, 32, 32, pixels, labels, 10);
    }

    private DataLoader Loader(Augmentation augmentation) => new(_images.Augmented(augmentation), Batch, draw: true);
}
