using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Storage;

public sealed class SafetensorsTests
{
    private const string Weight = "\"dense.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}";
    private const string Bias = "\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}";
    private const string Seen = "\"dense.seen\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[32,36]}";

    [Fact]
    public void Parameters_come_back_with_their_bits_from_bytes_streams_and_files()
    {
        var parameters = new NetworkParameters(ScalarNet.Layout, seed: 9);
        parameters[2].CopyFrom([float.Epsilon, -0f]);
        byte[] bytes = parameters.ToBytes();
        Same(NetworkParameters.Load(ScalarNet.Layout, bytes));
        Same(NetworkParameters.Load(ScalarNet.Layout, new MemoryStream(bytes)));
        Same(NetworkParameters.Load(ScalarNet.Layout, new TrickleStream(bytes)));
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.safetensors");
        parameters.Save(path);
        parameters.Save(path);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        Same(ScalarNet.Load(path).Parameters);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));

        void Same(NetworkParameters loaded) => Assert.Equal(Data.Bits(parameters.Values), Data.Bits(loaded.Values));
    }

    [Fact]
    public void The_file_is_what_safetensors_asks_for_in_any_culture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
        try
        {
            var parameters = new NetworkParameters(ScalarNet.Layout);
            parameters[0].CopyFrom([1, 2, 3, 4, 5, 6]);
            byte[] bytes = parameters.ToBytes();
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(0, length % 8);
            using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, length));
            JsonElement metadata = header.RootElement.GetProperty("__metadata__");
            Assert.Equal("espalier", metadata.GetProperty("format").GetString());
            Assert.Equal("1", metadata.GetProperty("version").GetString());
            Assert.Equal("ScalarNet", metadata.GetProperty("network").GetString());
            Assert.Equal("3-2", metadata.GetProperty("fingerprint").GetString());
            JsonElement weight = header.RootElement.GetProperty("dense.weight");
            Assert.Equal("F32", weight.GetProperty("dtype").GetString());
            Assert.Equal("[2,3]", weight.GetProperty("shape").GetRawText());
            Assert.Equal("[0,24]", weight.GetProperty("data_offsets").GetRawText());
            Assert.Equal("[24,28]", header.RootElement.GetProperty("dense.seen").GetProperty("data_offsets").GetRawText());
            for (int i = 0; i < 6; i++)
            {
                Assert.Equal(i + 1, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + i * 4)));
            }

            Assert.Equal(8 + length + 36, bytes.Length);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    public static TheoryData<string, int> Types => new() { { "F64", 8 }, { "F32", 4 }, { "F16", 2 }, { "BF16", 2 } };

    [Theory]
    [MemberData(nameof(Types))]
    public void Other_widths_are_converted(string type, int size)
    {
        byte[] bytes = SafetensorsFile.Scalar(type, Write, size);
        NetworkParameters loaded = NetworkParameters.Load(ScalarNet.Layout, bytes);
        Assert.Equal([-2f, -1.5f, -1, -0.5f, 0, 0.5f], loaded[0].ToArray());
        Assert.Equal([1f, 1.5f], loaded[2].ToArray());
        Assert.Equal([2f], loaded[1].ToArray());

        void Write(double value, Span<byte> place)
        {
            switch (type)
            {
                case "F64":
                    BinaryPrimitives.WriteDoubleLittleEndian(place, value);
                    break;
                case "F32":
                    BinaryPrimitives.WriteSingleLittleEndian(place, (float)value);
                    break;
                case "F16":
                    BinaryPrimitives.WriteHalfLittleEndian(place, (Half)value);
                    break;
                default:
                    BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                    break;
            }
        }
    }

    [Fact]
    public void A_double_beyond_floats_is_refused()
    {
        byte[] bytes = SafetensorsFile.Scalar("F64", (value, place) => BinaryPrimitives.WriteDoubleLittleEndian(place, value * 1e300), 8);
        Refused(bytes, "dense.weight", "beyond the largest float");
    }

    [Fact]
    public void The_count_of_batches_is_ignored()
    {
        byte[] bytes = SafetensorsFile.Scalar(
            "F32",
            (value, place) => BinaryPrimitives.WriteSingleLittleEndian(place, (float)value),
            4,
            ",\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[36,44]}");
        Assert.Equal(1.5f, NetworkParameters.Load(ScalarNet.Layout, bytes)[2][1]);
    }

    [Fact]
    public void A_lenient_load_reports_what_is_missing_and_left_over()
    {
        byte[] bytes = SafetensorsFile.Build("{" + Weight + ",\"other\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[24,27]},\"new\":{\"dtype\":\"F3\",\"shape\":[9],\"data_offsets\":[27,28]}}", 28);
        var report = new LoadReport();
        NetworkParameters loaded = NetworkParameters.Load(ScalarNet.Layout, bytes, report);
        Assert.Equal(["dense.seen", "dense.bias"], report.Missing);
        Assert.Equal(["other", "new"], report.LeftOver);
        Assert.False(report.IsExact);
        Assert.Equal(new float[6], loaded[0].ToArray());
        Refused(bytes, "dense.seen", "not those of ScalarNet. Missing: dense.seen, dense.bias. Left over: other, new.");
        NetworkParameters.Load(ScalarNet.Layout, new NetworkParameters(ScalarNet.Layout).ToBytes(), report);
        Assert.True(report.IsExact);
    }

    public static TheoryData<string, int, string?, string> Damaged => new()
    {
        { "{" + Weight + "," + Bias + "}", 32, "dense.seen", "Missing: dense.seen. Left over: none." },
        { "{" + Weight.Replace("[2,3]", "[3,2]") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "dense.weight is 3×2; ScalarNet expects 2×3" },
        { "{" + Weight.Replace("[2,3]", "[6]") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "is 6; ScalarNet expects 2×3" },
        { "{" + Weight.Replace("F32", "I32") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "elements of I32; ScalarNet expects F32" },
        { "{" + Weight.Replace("F32", "Q7") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "elements of Q7" },
        { "{" + Weight + "," + Weight + "," + Bias + "," + Seen + "}", 36, "dense.weight", "names dense.weight twice" },
        { "{" + Weight + "," + Bias.Replace("24,32", "20,28") + "," + Seen.Replace("32,36", "28,32") + "}", 32, "dense.bias", "begins at byte 20; expected 24" },
        { "{" + Weight + "," + Bias.Replace("24,32", "28,36") + "," + Seen.Replace("32,36", "36,40") + "}", 40, "dense.bias", "begins at byte 28; expected 24" },
        { "{" + Weight + "," + Bias.Replace("24,32", "32,24") + "," + Seen + "}", 36, "dense.bias", "[32, 24]; expected a beginning and an end" },
        { "{" + Weight + "," + Bias.Replace("24,32", "-8,0") + "," + Seen + "}", 36, "dense.bias", "whole numbers from 0" },
        { "{" + Weight.Replace("[2,3]", "[-2,-3]") + "}", 24, "dense.weight", "whole numbers from 0" },
        { "{" + Weight.Replace("[2,3]", "[2.5,3]") + "}", 24, "dense.weight", "whole numbers from 0" },
        { "{" + Weight.Replace("[2,3]", "[4294967296,4294967296]") + "}", 24, "dense.weight", "4294967296×4294967296 of F32 needs more than any file" },
        { "{" + Weight.Replace("[2,3]", "[9223372036854775807,2]") + "}", 24, "dense.weight", "needs more than any file" },
        { "{" + Weight.Replace("[2,3]", "[99999999999999999999]") + "}", 24, "dense.weight", "whole numbers from 0" },
        { "{" + Weight.Replace("0,24", "0,9223372036854775807") + "}", 24, "dense.weight", "9223372036854775807 bytes; 2×3 of F32 needs 24" },
        { "{" + Weight.Replace("[2,3]", "[]") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "a single value of F32 needs 4" },
        { "{" + Weight.Replace("[2,3]", "[0]") + "," + Bias + "," + Seen + "}", 36, "dense.weight", "0 of F32 needs 0" },
        { "{" + Weight + "," + Bias + "," + Seen + "}", 35, null, "35 bytes follow the header; its tensors need 36" },
        { "{" + Weight + "," + Bias + "," + Seen + "}", 37, null, "37 bytes follow the header; its tensors need 36" },
        { "{" + Weight.Replace("\"dtype\":\"F32\",", "") + "}", 24, "dense.weight", "lacks its dtype" },
        { "{" + Weight.Replace(",\"data_offsets\":[0,24]", "") + "}", 24, "dense.weight", "lacks its data_offsets" },
        { "{" + Weight.Replace("\"dtype\"", "\"dtype\":\"F32\",\"dtype\"") + "}", 24, "dense.weight", "has its dtype twice" },
        { "{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", 0, null, "name a twice" },
        { "{\"__metadata__\":{\"a\":1}}", 0, null, "a text as metadata" },
        { "{\"__metadata__\":7}", 0, null, "an object as metadata" },
        { "{\"dense.weight\":7}", 0, null, "an object for tensor dense.weight" },
        { "[]", 0, null, "expected an object" },
        { "{", 0, null, "the header claims 1 bytes" },
        { "{\"a", 0, null, "not what safetensors asks for" },
        { "{} {}", 0, null, "not what safetensors asks for" },
        { "{,}", 0, null, "not what safetensors asks for" },
        { "{}", 0, "dense.weight", "Missing: dense.weight, dense.seen, dense.bias." },
        { "{\"a\":{\"x\":" + new string('[', 2000) + new string(']', 2000) + "}}", 0, null, "not what safetensors asks for" },
        { "{\"\\ud800\":{}}", 0, null, "not what safetensors asks for" },
        { "{\"__metadata__\":{\"format\":\"espalier\",\"version\":\"2\"}," + Weight + "," + Bias + "," + Seen + "}", 36, null, "has version 2 of the format; expected 1" },
        { "{\"__metadata__\":{\"format\":\"espalier\",\"version\":\"1\",\"network\":\"Net\",\"fingerprint\":\"abc\"}," + Weight + "," + Bias + "," + Seen + "}", 36, null, "holds Net (architecture abc); expected ScalarNet (architecture 3-2)" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Damaged_files_are_refused_whole(string header, int dataLength, string? tensor, string expected)
        => Refused(SafetensorsFile.Build(header, dataLength), tensor, expected);

    [Fact]
    public void Files_of_others_are_accepted_by_names_and_shapes()
        => NetworkParameters.Load(ScalarNet.Layout, SafetensorsFile.Build("{\"__metadata__\":{\"format\":\"pt\"}," + Weight + "," + Bias + "," + Seen + "}   ", 36));

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = new NetworkParameters(ScalarNet.Layout).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<WeightFileException>(() => NetworkParameters.Load(ScalarNet.Layout, cut));
            Assert.Throws<WeightFileException>(() => NetworkParameters.Load(ScalarNet.Layout, new TrickleStream(cut)));
        }

        Assert.Throws<WeightFileException>(() => NetworkParameters.Load(ScalarNet.Layout, new TrickleStream([.. bytes, 0])));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue / 2)]
    [InlineData(100_000_001UL)]
    [InlineData(99_000_000UL)]
    [InlineData(1_000UL)]
    [InlineData(0UL)]
    public void A_header_that_claims_more_than_there_is_takes_no_memory(ulong length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bytes, null, $"the header claims {length} bytes");
        Assert.Throws<WeightFileException>(() => NetworkParameters.Load(ScalarNet.Layout, new TrickleStream(bytes)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
    }

    [Fact]
    public void Random_damage_never_gives_anything_but_a_refusal()
    {
        byte[] bytes = new NetworkParameters(ScalarNet.Layout).ToBytes();
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var random = new System.Random(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] copy = [.. bytes];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                copy[random.Next(header)] = (byte)random.Next(256);
            }

            try
            {
                NetworkParameters.Load(ScalarNet.Layout, copy);
            }
            catch (WeightFileException)
            {
                refused++;
            }
        }

        Assert.True(refused > 1000);
    }

    [Fact]
    public void Names_that_need_escapes_survive()
    {
        const string Odd = "naïve \"layer\"\n.weight";
        var description = new NetworkDescription("Odd", "odd", [1], [1], [new TensorInfo(Odd, [2], 0, TensorLayout.Vector(2), Initializer.Ones)], 16, 16);
        var parameters = new NetworkParameters(description);
        Assert.Equal([1f, 1f], NetworkParameters.Load(description, parameters.ToBytes())[Odd].ToArray());
    }

    private static void Refused(byte[] bytes, string? tensor, string expected)
    {
        var thrown = Assert.Throws<WeightFileException>(() => NetworkParameters.Load(ScalarNet.Layout, bytes));
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(tensor, thrown.Tensor);
        Assert.Equal("bytes", thrown.File);
        Assert.StartsWith("bytes: ", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives a byte or three at a time and cannot seek.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 3));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 3)]);
    }
}
