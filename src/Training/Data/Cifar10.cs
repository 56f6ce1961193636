using System.IO.Compression;

namespace Espalier.Training;

/// <summary>
/// The CIFAR-10 images (Krizhevsky, 2009): 32×32 in colour, ten classes, in the binary version: for each image a byte
/// with its label and 3,072 bytes of red, then green, then blue. Files may be compressed by gzip, and any number of
/// training batches may be there.
/// </summary>
public static class Cifar10
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 32;

    private const int Pixels = 3 * Size * Size;
    private const int Record = 1 + Pixels;

    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The names of the classes, in the order of the labels.</summary>
    public static ReadOnlySpan<string> ClassNames => Names;

    /// <summary>Whether CIFAR-10 files lie in the data folder.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>cifar10/</c>, then in itself.</param>
    public static bool IsIn(DataFolder folder) => Files(folder, "data_batch_").Length > 0 && Files(folder, "test_batch").Length > 0;

    /// <summary>Reads the training images: all files <c>data_batch_*.bin</c>, in the order of their names.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>cifar10/</c>, then in itself.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ImageDataset LoadTrain(DataFolder folder) => Load(folder, "data_batch_");

    /// <summary>Reads the test images: the files <c>test_batch*.bin</c>.</summary>
    /// <param name="folder">The data folder; the files are sought in its <c>cifar10/</c>, then in itself.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ImageDataset LoadTest(DataFolder folder) => Load(folder, "test_batch");

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file, compressed or not.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it and what is wrong.</exception>
    public static ImageDataset Read(string path) => Read([path]);

    private static ImageDataset Load(DataFolder folder, string prefix)
    {
        string[] files = Files(folder, prefix);
        return files.Length > 0
            ? Read(files)
            : throw new FileNotFoundException($"{Path.Combine(Place(folder), prefix + "*.bin")}: missing: expected at least one such file, or the same with .gz.");
    }

    private static ImageDataset Read(string[] paths)
    {
        byte[][] files = Array.ConvertAll(paths, ReadBytes);
        int count = files.Sum(file => file.Length / Record);
        byte[] pixels = new byte[count * Pixels];
        byte[] labels = new byte[count];
        int image = 0;
        for (int i = 0; i < files.Length; i++)
        {
            for (int start = 0; start < files[i].Length; start += Record, image++)
            {
                labels[image] = files[i][start];
                if (labels[image] >= Names.Length)
                {
                    throw new InvalidDataException($"{paths[i]}: label of image {start / Record}: expected 0 … {Names.Length - 1}, found {labels[image]}.");
                }

                files[i].AsSpan(start + 1, Pixels).CopyTo(pixels.AsSpan(image * Pixels));
            }
        }

        return new ImageDataset(3, Size, Size, pixels, labels, Names.Length);
    }

    private static byte[] ReadBytes(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is [0x1F, 0x8B, ..])
        {
            bytes = Decompress(path, bytes);
        }

        return bytes.Length > 0 && bytes.Length % Record == 0
            ? bytes
            : throw new InvalidDataException($"{path}: length: expected a multiple of {Record} bytes (a label and 3×32×32 pixels), found {bytes.Length}, which is {bytes.Length / Record} images and {bytes.Length % Record} bytes.");
    }

    private static byte[] Decompress(string path, byte[] bytes)
    {
        try
        {
            using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var content = new MemoryStream();
            zip.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: gzip: {damage.Message}", damage);
        }
    }

    private static string Place(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string subfolder = folder.Subfolder("cifar10");
        return Directory.Exists(subfolder) ? subfolder : folder.Path;
    }

    private static string[] Files(DataFolder folder, string prefix)
    {
        string[] files = [.. Directory.GetFiles(Place(folder), prefix + "*").Where(file => file.EndsWith(".bin", StringComparison.Ordinal) || file.EndsWith(".bin.gz", StringComparison.Ordinal))];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
