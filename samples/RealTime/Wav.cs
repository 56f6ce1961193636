using System.Buffers.Binary;
using System.Text;

namespace Samples.RealTime;

/// <summary>Sound of one channel, read from a WAV file or written to one.</summary>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">Numbers in −1…1.</param>
public sealed record Wav(int Rate, float[] Samples)
{
    /// <summary>The seconds that it lasts.</summary>
    public double Seconds => Samples.Length / (double)Rate;

    /// <summary>Reads a file of 16, 24 or 32-bit integers or 32-bit floats; of several channels, their mean.</summary>
    /// <exception cref="InvalidDataException">The file is no such file, or damaged.</exception>
    public static Wav Load(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file.Slice(8, 4).SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException($"{path} is no WAV file: it does not begin with RIFF … WAVE.");
        }

        (int Format, int Channels, int Rate, int Bits)? format = null;
        for (ReadOnlySpan<byte> rest = file[12..]; rest.Length >= 8;)
        {
            string name = Encoding.ASCII.GetString(rest[..4]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
            {
                throw new InvalidDataException($"{path} ends within its part '{name}', which is {length} bytes long.");
            }

            ReadOnlySpan<byte> part = rest.Slice(8, (int)length);
            if (name == "fmt " && length >= 16)
            {
                int tag = BinaryPrimitives.ReadUInt16LittleEndian(part);
                tag = tag == 0xFFFE && length >= 26 ? BinaryPrimitives.ReadUInt16LittleEndian(part[24..]) : tag;
                format = (tag, BinaryPrimitives.ReadUInt16LittleEndian(part[2..]), BinaryPrimitives.ReadInt32LittleEndian(part[4..]), BinaryPrimitives.ReadUInt16LittleEndian(part[14..]));
            }
            else if (name == "data")
            {
                return format is { Channels: > 0, Rate: > 0 } known
                    ? new Wav(known.Rate, Decode(path, part, known.Format, known.Channels, known.Bits))
                    : throw new InvalidDataException($"{path} says nothing of its format before its samples.");
            }

            rest = rest[(int)Math.Min(rest.Length, 8L + length + (length & 1))..];
        }

        throw new InvalidDataException($"{path} has no samples: there is no part 'data'.");
    }

    /// <summary>Writes 16-bit integers.</summary>
    public void Save(string path)
    {
        byte[] bytes = new byte[44 + (2 * Samples.Length)];
        Span<byte> file = bytes;
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[4..], bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(file[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(file[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file[28..], 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(file[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(file[34..], 16);
        "data"u8.CopyTo(file[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[40..], 2 * Samples.Length);
        for (int i = 0; i < Samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file[(44 + (2 * i))..], (short)Math.Clamp(MathF.Round(Samples[i] * 32767), -32768, 32767));
        }

        File.WriteAllBytes(path, bytes);
    }

    private static float[] Decode(string path, ReadOnlySpan<byte> data, int format, int channels, int bits)
    {
        if ((format, bits) is not ((1, 16) or (1, 24) or (1, 32) or (3, 32)))
        {
            throw new InvalidDataException($"{path} has format {format} with {bits} bits; integers of 16, 24 or 32 bits and floats of 32 can be read.");
        }

        int size = bits / 8;
        float[] samples = new float[data.Length / (size * channels)];
        for (int i = 0; i < samples.Length; i++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<byte> value = data.Slice(((i * channels) + channel) * size, size);
                samples[i] += (format, bits) switch
                {
                    (3, _) => BinaryPrimitives.ReadSingleLittleEndian(value),
                    (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(value) / 32768f,
                    (_, 24) => ((value[0] << 8) | (value[1] << 16) | (value[2] << 24)) / 2147483648f,
                    _ => BinaryPrimitives.ReadInt32LittleEndian(value) / 2147483648f,
                } / channels;
            }
        }

        return samples;
    }
}
