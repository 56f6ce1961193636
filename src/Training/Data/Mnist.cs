namespace Espalier.Training;

/// <summary>
/// The MNIST digits (LeCun, Cortes and Burges): 60,000 training and 10,000 test images of handwritten digits, 28×28,
/// grey, in four IDX files, plain or gzip, under their original names.
/// </summary>
public static class Mnist
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 28;

    /// <summary>The number of classes: the digits 0 … 9.</summary>
    public const int Classes = 10;

    private const string TrainPrefix = "train";
    private const string TestPrefix = "t10k";

    /// <summary>Whether any of the MNIST files lie in the data folder: then they are meant to be used.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>mnist/</c>, then in itself.</param>
    public static bool IsIn(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string place = Place(folder);
        return FindFile(place, TrainPrefix, "images", 3) is not null || FindFile(place, TestPrefix, "images", 3) is not null;
    }

    /// <summary>Reads the training images.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>mnist/</c>, then in itself.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or images and labels do not fit together.</exception>
    public static ImageDataset LoadTrain(DataFolder folder) => Load(folder, TrainPrefix);

    /// <summary>Reads the test images.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>mnist/</c>, then in itself.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or images and labels do not fit together.</exception>
    public static ImageDataset LoadTest(DataFolder folder) => Load(folder, TestPrefix);

    private static ImageDataset Load(DataFolder folder, string prefix)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string place = Place(folder);
        IdxFile images = IdxFile.Read(RequireFile(place, prefix, "images", 3), 3);
        IdxFile labels = IdxFile.Read(RequireFile(place, prefix, "labels", 1), 1);
        if (images.Shape[1] != Size || images.Shape[2] != Size)
        {
            throw new InvalidDataException($"{images.Path}: size of an image: expected {Size}×{Size}, found {images.Shape[1]}×{images.Shape[2]}.");
        }

        if (labels.Shape[0] != images.Shape[0])
        {
            throw new InvalidDataException($"{labels.Path}: number of labels: expected {images.Shape[0]}, one per image of {Path.GetFileName(images.Path)}, found {labels.Shape[0]}.");
        }

        int wrong = labels.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        return wrong < 0
            ? new ImageDataset(1, Size, Size, images.Data, labels.Data, Classes)
            : throw new InvalidDataException($"{labels.Path}: label {wrong}: expected 0 … {Classes - 1}, found {labels.Data[wrong]}.");
    }

    private static string Place(DataFolder folder)
    {
        string subfolder = folder.Subfolder("mnist");
        return Directory.Exists(subfolder) ? subfolder : folder.Path;
    }

    private static string? FindFile(string place, string prefix, string kind, int dimensions)
    {
        string[] names =
        [
            $"{prefix}-{kind}-idx{dimensions}-ubyte",
            $"{prefix}-{kind}-idx{dimensions}-ubyte.gz",
            $"{prefix}-{kind}.idx{dimensions}-ubyte",
            $"{prefix}-{kind}.idx{dimensions}-ubyte.gz",
        ];
        return names.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists);
    }

    private static string RequireFile(string place, string prefix, string kind, int dimensions) =>
        FindFile(place, prefix, kind, dimensions)
        ?? throw new FileNotFoundException($"{Path.Combine(place, $"{prefix}-{kind}-idx{dimensions}-ubyte")}: missing: expected this file or the same with .gz, found neither.");
}
