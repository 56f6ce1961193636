using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Convolution;

public sealed class ConvTranspose2DTests
{
    /// <summary>channels, height, width, filters, kernel, stride, padding (top, left), output size beyond the least, dilation, groups, samples.</summary>
    public static TheoryData<string> Shapes() => new(
    [
        "3 4 5 4 3x3 1x1 0,0 0,0 1x1 1 2",
        "5 4 3 18 4x4 2x2 1,1 0,0 1x1 1 2",
        "16 4 4 32 3x3 2x2 1,1 1,1 1x1 1 2",
        "40 3 5 35 2x2 2x2 0,0 0,0 1x1 1 2",
        "17 3 3 9 1x1 1x1 0,0 0,0 1x1 1 3",
        "12 1 1 20 1x1 1x1 0,0 0,0 1x1 1 1",
        "64 1 1 33 4x4 1x1 0,0 0,0 1x1 1 2",
        "2 3 4 4 3x2 2x3 1,0 1,2 2x1 1 2",
        "3 4 4 5 2x2 3x3 0,0 2,1 1x1 1 2",
        "3 4 4 5 3x3 1x1 1,2 0,0 2x2 1 1",
        "4 3 4 6 3x3 2x1 1,1 1,0 1x1 2 2",
        "9 5 4 9 3x3 2x2 1,1 1,1 1x1 9 2",
        "35 3 3 35 4x4 2x2 1,1 0,0 1x1 35 2",
        "6 3 3 12 3x3 1x1 1,1 0,0 1x1 6 2",
        "300 3 3 8 3x3 1x1 1,1 0,0 1x1 1 1",
    ]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsReference(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', 'x', ','), int.Parse);
        Compare(new Layer(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12], n[13], n[14], n[15]), text);
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfFilters()
    {
        for (int filters = 1; filters <= 70; filters++)
        {
            var layer = new Layer((filters % 5) + 1, 3, 2, filters, 3, 3, 2, 2, 1, 1, 1, 0, 1, 1, 1, 1);
            Compare(layer, layer.ToString());
        }
    }

    [Fact]
    public void ReLUPassesNaN()
    {
        var layer = new Layer(2, 3, 3, 18, 2, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1, 1);
        Conv2DShape mirror = layer.Mirror;
        float[] weight = new float[mirror.WeightLength], packed = new float[mirror.TransposedLength], input = new float[layer.InputLength], output = new float[layer.OutputLength];
        Array.Fill(weight, -1);
        Array.Fill(input, 1);
        input[0] = float.NaN;
        ConvTranspose2D.Pack(weight, packed, mirror);
        Check.Team(1, part => ConvTranspose2D.ForwardReLU(part, 1, input, packed, default, output, mirror));
        for (int i = 0; i < output.Length; i++)
        {
            int pixel = i / 18;
            Assert.Equal(pixel % 6 < 2 && pixel / 6 < 2 ? float.NaN : 0, output[i]);
        }
    }

    private static void Compare(Layer layer, string what)
    {
        Random random = new(5);
        Conv2DShape mirror = layer.Mirror;
        int count = layer.Count;
        float[] x = Check.Random(random, count * layer.InputLength), w = Check.Random(random, layer.WeightCount), b = Check.Random(random, layer.Filters);
        float[] dy = Check.Random(random, count * layer.OutputLength), startX = Check.Random(random, x.Length), startW = Check.Random(random, w.Length), startB = Check.Random(random, b.Length);
        bool withBias = layer.Filters % 2 == 0, accumulate = count % 2 == 0;
        var y = new Sums(layer.OutputLength * count, i => withBias ? b[i % layer.Filters] : 0);
        var dx = new Sums(x.Length, i => accumulate ? startX[i] : 0);
        var dw = new Sums(w.Length, i => startW[i]);
        var db = new Sums(b.Length, i => startB[i]);
        layer.Terms((from, weight, to) =>
        {
            y.Add(to, (double)x[from] * w[weight]);
            dx.Add(from, (double)dy[to] * w[weight]);
            dw.Add(weight, (double)dy[to] * x[from]);
        });
        for (int i = 0; i < dy.Length; i++)
        {
            db.Add(i % layer.Filters, dy[i]);
        }

        // The weights lie as those of the mirror do.
        ConvolutionReference reference = new(mirror, count);
        using GuardedMemory input = new(x), weight = new(reference.Pack(w)), bias = new(b), dOutput = new(dy);
        using GuardedMemory output = new(dy.Length), dInput = new(x.Length), dWeight = new(mirror.WeightLength), dBias = new(b.Length);
        using GuardedMemory packed = new(mirror.TransposedLength), alone = new(mirror.TransposedLength);
        ConvTranspose2D.Pack(weight.Span, alone.Span, mirror);
        float[]? bitsY = null, bitsX = null, bitsW = null, bitsB = null;
        foreach (int split in Check.Splits)
        {
            packed.Span.Fill(float.NaN);
            Check.Team(split, part => ConvTranspose2D.Pack(part, weight.Span, packed.Span, mirror));
            Check.SameBits(alone.Span, packed.Span, what + " packed");
            GuardedMemory read = mirror.IsDepthwise ? weight : packed;

            output.Span.Fill(float.NaN);
            Check.Team(split, part => ConvTranspose2D.Forward(part, count, input.Span, read.Span, withBias ? bias.Span : default, output.Span, mirror));
            y.Compare(ref bitsY, output.Span, what + " forward");
            Check.Team(split, part => ConvTranspose2D.ForwardReLU(part, count, input.Span, read.Span, withBias ? bias.Span : default, output.Span, mirror));
            Check.SameBits(Array.ConvertAll(bitsY!, v => v > 0 ? v : 0), output.Span, what + " ReLU");

            dInput.Span.Fill(float.NaN);
            if (accumulate)
            {
                startX.CopyTo(dInput.Span);
            }

            Check.Team(split, part => ConvTranspose2D.BackwardInput(part, count, dOutput.Span, weight.Span, dInput.Span, mirror, accumulate));
            dx.Compare(ref bitsX, dInput.Span, what + " input gradient");

            reference.Pack(startW).CopyTo(dWeight.Span);
            Check.Team(split, part => ConvTranspose2D.BackwardWeight(part, count, input.Span, dOutput.Span, dWeight.Span, mirror));
            dw.Compare(ref bitsW, reference.Unpack(dWeight.Span), what + " weight gradient");

            startB.CopyTo(dBias.Span);
            Check.Team(split, part => ConvTranspose2D.BackwardBias(part, count, dOutput.Span, dBias.Span, mirror));
            db.Compare(ref bitsB, dBias.Span, what + " bias gradient");
        }
    }

    /// <summary>A transposed convolution in its own terms.</summary>
    private sealed record Layer(
        int Channels, int Height, int Width, int Filters, int KernelY, int KernelX, int StrideY, int StrideX, int PadTop, int PadLeft,
        int MoreY, int MoreX, int DilationY, int DilationX, int Groups, int Count)
    {
        public int OutputHeight => ((Height - 1) * StrideY) - (2 * PadTop) + (DilationY * (KernelY - 1)) + 1 + MoreY;

        public int OutputWidth => ((Width - 1) * StrideX) - (2 * PadLeft) + (DilationX * (KernelX - 1)) + 1 + MoreX;

        public int InputLength => Channels * Height * Width;

        public int OutputLength => Filters * OutputHeight * OutputWidth;

        public int WeightCount => Channels * (Filters / Groups) * KernelY * KernelX;

        public Conv2DShape Mirror => new(Filters, OutputHeight, OutputWidth, Channels, KernelY, KernelX, StrideY, StrideX, PadTop, PadLeft, DilationY, DilationX, Groups, Height, Width);

        /// <summary>Calls with the indices of input, weight ([channel][filter of the group][ky][kx]) and output of every product.</summary>
        public void Terms(Action<int, int, int> term)
        {
            int filters = Filters / Groups;
            for (int n = 0; n < Count; n++)
            for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            for (int c = 0; c < Channels; c++)
            for (int f = 0; f < filters; f++)
            for (int ky = 0; ky < KernelY; ky++)
            for (int kx = 0; kx < KernelX; kx++)
            {
                int oy = (y * StrideY) - PadTop + (ky * DilationY), ox = (x * StrideX) - PadLeft + (kx * DilationX);
                if (oy >= 0 && oy < OutputHeight && ox >= 0 && ox < OutputWidth)
                {
                    int filter = (c / (Channels / Groups) * filters) + f;
                    term(
                        (((((n * Height) + y) * Width) + x) * Channels) + c,
                        (((((c * filters) + f) * KernelY) + ky) * KernelX) + kx,
                        (((((n * OutputHeight) + oy) * OutputWidth) + ox) * Filters) + filter);
                }
            }
        }
    }

    /// <summary>Sums in double, with the sums of the absolute values of their terms.</summary>
    private sealed class Sums
    {
        private readonly double[] _value, _magnitude;

        public Sums(int length, Func<int, double> start)
        {
            _value = [.. Enumerable.Range(0, length).Select(start)];
            _magnitude = Array.ConvertAll(_value, Math.Abs);
        }

        public void Add(int index, double term)
        {
            _value[index] += term;
            _magnitude[index] += Math.Abs(term);
        }

        public void Compare(ref float[]? bits, ReadOnlySpan<float> actual, string what)
        {
            Check.Close(_value, _magnitude, actual, what);
            Check.SameBits(bits ??= actual.ToArray(), actual, what);
        }
    }
}
