using System.Buffers.Binary;
using System.Text;
using Espalier.Tasks;

namespace Espalier.Generator.Tests.Weights;

/// <summary>What the build reads of weight files: a text for the compiler, or what is wrong, and never more than that.</summary>
public class HeaderTextTests
{
    private const string Sound = """{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[],"data_offsets":[24,26]}}""";

    [Fact]
    public void A_header_becomes_lines()
    {
        string text = HeaderText.Write("models/a.safetensors", "Espalier.Weights/models/a.safetensors", () => File(Sound, 26), out string? problem);

        Assert.Null(problem);
        Assert.Equal("espalier-weights 1\nname\tmodels/a.safetensors\nresource\tEspalier.Weights/models/a.safetensors\nmetadata\tformat\tpt\ntensor\ta.weight\tF32\t2 3\ntensor\tb\tF16\t\n", text);
    }

    [Fact]
    public void Names_with_tabs_and_line_ends_stay_on_their_line()
    {
        string text = HeaderText.Write("a", "", () => File("""{"a\tb\n\\t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4), out string? problem);

        Assert.Null(problem);
        Assert.EndsWith("\ntensor\ta\\tb\\n\\\\t\tF32\t1\n", text);
    }

    [Theory]
    [InlineData("", "the header claims 0 bytes; expected 2 to 100000000. Is it a safetensors file?")]
    [InlineData("{", "the header claims 1 bytes; expected 2 to 100000000. Is it a safetensors file?")]
    [InlineData("[]", "the header is of type array; expected object.")]
    [InlineData("""{"a":1}""", "tensor a is of type number; expected object.")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "tensor a has no dtype.")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor a has more than one dtype.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "the shape of tensor a holds -1; expected whole numbers from 0 to 9223372036854775807.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "the shape of tensor a holds 1.5; expected whole numbers from 0 to 9223372036854775807.")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "the shape of tensor a holds 1; expected whole numbers from 0 to 9223372036854775807.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "the data_offsets of tensor a are [4, 0]; expected a beginning and an end that is not before it.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", "the data_offsets of tensor a are [4]; expected a beginning and an end that is not before it.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor a takes 4 bytes; [2] of F32 needs 8.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", "tensor a takes 4 bytes; [9223372036854775807, 9223372036854775807] of F32 needs more than any file has.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "tensor b begins at byte 2; expected 4, where the tensor before it ends.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor a begins at byte 4; expected 0, where the tensor before it ends.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "the header names a twice.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "8 bytes follow the header; its tensors need 12.")]
    [InlineData("""{}""", "8 bytes follow the header; its tensors need 0.")]
    public void A_header_that_is_wrong_is_a_problem(string json, string expected)
    {
        string text = HeaderText.Write("a", "", () => File(json, 8), out string? problem);

        Assert.Equal(expected, problem);
        Assert.Equal($"espalier-weights 1\nname\ta\nproblem\t{expected}\n", text);
    }

    [Theory]
    [InlineData("""{"a":""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""")]
    [InlineData("""{'a':1}""")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("nonsense")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]9,"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],,"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],}}""")]
    [InlineData("""{"a\x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    public void What_is_no_JSON_is_a_problem(string json)
    {
        HeaderText.Write("a", "", () => File(json, 8), out string? problem);

        Assert.StartsWith("the header is no sound JSON: ", problem);
    }

    [Fact]
    public void Lengths_are_not_trusted()
    {
        Assert.Equal("the file has 7 bytes; a safetensors file has at least 8.", Problem(new byte[7]));
        Assert.Equal("the header claims 18446744073709551615 bytes; expected 2 to 100000000. Is it a safetensors file?", Problem([255, 255, 255, 255, 255, 255, 255, 255]));
        Assert.Equal("the header claims 100000000 bytes, but 2 follow.", Problem([0, 225, 245, 5, 0, 0, 0, 0, 123, 125]));
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_a_problem_or_a_header()
    {
        byte[] sound = File(Sound, 26).ToArray();
        for (int length = 0; length < sound.Length; length++)
        {
            Assert.NotNull(Problem(sound[..length]));
        }

        for (int i = 0; i < sound.Length - 26; i++)
        {
            foreach (byte other in new byte[] { 0, 34, 44, 92, 125, 0xC3, 255 })
            {
                byte[] changed = [.. sound];
                changed[i] = other;
                HeaderText.Write("a", "", () => new MemoryStream(changed), out _);
            }
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem()
    {
        HeaderText.Write("a", "", () => System.IO.File.OpenRead("/nowhere/a.safetensors"), out string? problem);

        Assert.Contains("/nowhere/a.safetensors", problem);
    }

    private static string? Problem(byte[] bytes)
    {
        HeaderText.Write("a", "", () => new MemoryStream(bytes), out string? problem);
        return problem;
    }

    private static MemoryStream File(string json, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] file = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return new MemoryStream(file);
    }
}
