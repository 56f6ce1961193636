using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Dense;

public sealed class DenseTests
{
    [Fact]
    public void EqualsReferenceForEveryNumberOfOutputs()
    {
        for (int outputs = 1; outputs <= 70; outputs++)
        {
            Compare(new DenseShape((outputs % 13) + 1, outputs), (outputs % 4) + 1);
        }
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfInputs()
    {
        for (int inputs = 1; inputs <= 70; inputs++)
        {
            Compare(new DenseShape(inputs, (inputs % 7) + 1), (inputs % 4) + 1);
        }
    }

    [Fact]
    public void EqualsReferenceWhereTheLastOutputsRunOverInputs()
    {
        for (int outputs = 1; outputs <= 50; outputs++)
        {
            Compare(new DenseShape(63 + (outputs % 19), outputs), (outputs * 7 % 20) + 1);
        }
    }

    [Fact]
    public void EqualsReferenceWhereInputsAreLanesOfTheLastGradients()
    {
        for (int outputs = 1; outputs <= 50; outputs++)
        {
            Compare(new DenseShape(260 + (outputs * 5 % 67), outputs), 16 + (outputs % 5));
        }
    }

    [Fact]
    public void EqualsReferenceWhereTwoColumnsAreTakenAtATime()
    {
        for (int outputs = 33; outputs <= 130; outputs++)
        {
            Compare(new DenseShape(192 + (outputs % 5), outputs), (outputs % 20) + 1);
        }
    }

    /// <summary>Columns of two vectors at every width, in tiles of every height up to six.</summary>
    [Fact]
    public void EqualsReferenceWhereTwoInputsAreTakenAtATime()
    {
        for (int inputs = 14; inputs <= 60; inputs++)
        {
            Compare(new DenseShape(inputs, 40), (inputs % 7) + 1);
        }
    }

    [Fact]
    public void EqualsReferenceForFewInputsAndOutputs()
    {
        for (int inputs = 1; inputs <= 9; inputs++)
        {
            for (int outputs = 1; outputs <= 17; outputs++)
            {
                Compare(new DenseShape(inputs, outputs), ((inputs + outputs) % 14) + 1);
            }
        }
    }

    [Fact]
    public void EqualsReferenceForEveryCount()
    {
        for (int count = 1; count <= 15; count++)
        {
            Compare(new DenseShape(10, 35), count);
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    [InlineData(2, 13)]
    [InlineData(7, 40)]
    public void EqualsReferenceForSamplesOfSeveralRows(int count, int rows) => Compare(new DenseShape(9, 21, rows), count);

    [Theory]
    [InlineData(784, 50, 1)]
    [InlineData(600, 300, 1)]
    [InlineData(300, 600, 3)]
    [InlineData(40, 33, 300)]
    [InlineData(1024, 140, 35)]
    [InlineData(140, 1024, 130)]
    [InlineData(1024, 75, 350)]
    [InlineData(1100, 90, 341)]
    [InlineData(2100, 35, 3)]
    [InlineData(4351, 72, 7)]
    [InlineData(4320, 100, 17)]
    public void EqualsReferenceForLargerLayers(int inputs, int outputs, int count) => Compare(new DenseShape(inputs, outputs), count);

    /// <summary>From so many inputs on, up to half a vector of last outputs is summed over inputs, whatever the width.</summary>
    [Fact]
    public void EqualsReferenceForEveryNumberOfLastOutputs()
    {
        for (int outputs = 32; outputs <= 48; outputs++)
        {
            Compare(new DenseShape(800 + (outputs % 16), outputs), (outputs % 7) + 1);
            Compare(new DenseShape(800 + outputs, 40), 13);
        }
    }

    [Fact]
    public void DoesNothingWithoutSamples()
    {
        DenseShape shape = new(5, 7);
        float[] weight = new float[shape.WeightLength], gradient = new float[shape.WeightLength], bias = new float[7];
        Check.Team(1, part =>
        {
            Kernels.Dense.Forward(part, 0, [], weight, default, [], shape);
            Kernels.Dense.BackwardInput(part, 0, [], weight, [], shape);
            Kernels.Dense.BackwardInputInBlocks(part, 0, [], weight, [], shape);
            Kernels.Dense.BackwardWeight(part, 0, [], [], gradient, shape);
            Kernels.Dense.BackwardBias(part, 0, [], bias, shape);
        });
        Assert.All(gradient, value => Assert.Equal(0, value));
    }

    /// <summary>With the most outputs that the generator leaves to it, in the least scratch memory, which ends at a guard.</summary>
    [Fact]
    public unsafe void BlocksOfTransposedWeightsStayInTheLeastScratchMemory()
    {
        DenseShape shape = new(100, 544);
        Random random = new(8);
        float[] dOutput = Check.Random(random, 5 * 544), weight = Pack(Check.Random(random, 100 * 544), shape, 0), transposed = new float[shape.TransposedLength], expected = new float[500];
        Check.Team(1, part => Kernels.Dense.Transpose(part, weight, transposed, shape));
        Check.Team(1, part => Kernels.Dense.BackwardInput(part, 5, dOutput, transposed, expected, shape));
        using GuardedMemory scratch = new(Part.ScratchLength), dInput = new(500);
        fixed (float* memory = scratch.Span)
        {
            Kernels.Dense.BackwardInputInBlocks(new Part(0, 1, memory, null), 5, dOutput, weight, dInput.Span, shape);
        }

        Check.SameBits(expected, dInput.Span, "544 outputs");
    }

    /// <summary>Neither in the weights nor in what pads them, whichever way the rows before and after took.</summary>
    [Theory]
    [InlineData(260, 50)]
    [InlineData(64, 10)]
    [InlineData(300, 100)]
    public void GradientsThatOverwriteLeaveNothingThatWasNotFinite(int inputs, int outputs)
    {
        DenseShape shape = new(inputs, outputs);
        Random random = new(4);
        float[] bad = Check.Random(random, 20 * inputs), good = Check.Random(random, 20 * inputs), dOutput = Check.Random(random, 20 * outputs), gradient = new float[shape.WeightLength];
        bad.AsSpan(0, inputs).Fill(float.NaN);
        foreach ((int before, int after) in new[] { (5, 20), (20, 5), (20, 20), (5, 5) })
        {
            Check.Team(1, part => Kernels.Dense.BackwardWeight(part, before, bad, dOutput, gradient, shape, accumulate: false));
            Assert.All(Unpack(gradient, shape), value => Assert.Equal(float.NaN, value));
            Check.Team(1, part => Kernels.Dense.BackwardWeight(part, after, good, dOutput, gradient, shape, accumulate: false));
            Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
        }
    }

    [Theory]
    [InlineData(700, 90)]
    [InlineData(830, 40)]
    [InlineData(500, 52)]
    [InlineData(77, 4)]
    [InlineData(130, 33)]
    [InlineData(500, 48)]
    [InlineData(600, 128)]
    [InlineData(1, 1)]
    [InlineData(50, 10)]
    [InlineData(511, 16)]
    [InlineData(50, 4)]
    [InlineData(513, 12)]
    public void BitsOfASampleDoNotDependOnTheOthers(int inputs, int outputs)
    {
        Random random = new(3);
        DenseShape shape = new(inputs, outputs);
        float[] input = Check.Random(random, 20 * shape.Inputs), weight = Check.Random(random, shape.WeightLength), bias = Check.Random(random, shape.Outputs);
        float[] all = new float[20 * shape.Outputs], one = new float[shape.Outputs];
        Check.Team(1, part => Kernels.Dense.ForwardReLU(part, 20, input, weight, bias, all, shape));
        for (int i = 0; i < 20; i++)
        {
            Check.Team(2, part => Kernels.Dense.ForwardReLU(part, 1, input.AsSpan(i * shape.Inputs, shape.Inputs), weight, bias, one, shape));
            Check.SameBits(all.AsSpan(i * shape.Outputs, shape.Outputs), one, $"sample {i}");
        }
    }

    [Fact]
    public void PackedRowsGiveTheBitsOfThePanelsForEveryNumberOfOutputs()
    {
        for (int outputs = 1; outputs <= 70; outputs++)
        {
            PackedRow(70, outputs);
            PackedRow(803, outputs);
        }
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(63, 18)]
    [InlineData(784, 50)]
    [InlineData(513, 18)]
    [InlineData(1023, 66)]
    [InlineData(1024, 49)]
    [InlineData(1025, 50)]
    [InlineData(1100, 83)]
    [InlineData(2500, 33)]
    [InlineData(3001, 39)]
    [InlineData(3000, 90)]
    [InlineData(4352, 104)]
    [InlineData(4353, 40)]
    public void PackedRowsGiveTheBitsOfThePanels(int inputs, int outputs) => PackedRow(inputs, outputs);

    [Theory]
    [InlineData(300, 50, 40)]
    [InlineData(131, 9, 17)]
    [InlineData(260, 70, 200)]
    [InlineData(192, 36, 33)]
    public void GradientsOfTheLastOutputsEqualTheReference(int inputs, int outputs, int count) => Compare(new DenseShape(inputs, outputs), count);

    [Fact]
    public void ReLUPassesNaN()
    {
        DenseShape shape = new(3, 40);
        float[] weight = new float[shape.WeightLength], output = new float[2 * 40];
        Array.Fill(weight, -1);
        foreach (int count in new[] { 1, 2 })
        {
            Check.Team(1, part => Kernels.Dense.ForwardReLU(part, count, [1, float.NaN, 1, 1, 1, 1], weight, default, output, shape));
            Assert.All(output[..40], value => Assert.Equal(float.NaN, value));
        }

        Assert.All(output[40..], value => Assert.Equal(0, value));
    }

    private static void PackedRow(int inputs, int outputs)
    {
        Random random = new(5);
        DenseShape shape = new(inputs, outputs);
        using GuardedMemory bias = new(Check.Random(random, outputs)), packed = new(shape.PackedLength);
        using GuardedMemory weight = new(Pack(Check.Random(random, inputs * outputs), shape, 0));
        packed.Span.Fill(float.NaN);
        Kernels.Dense.PackRow(weight.Span, packed.Span, shape);
        foreach ((int count, int workers) in new[] { (1, 1), (1, 3), (3, 1), (8, 1), (20, 3) })
        {
            using GuardedMemory input = new(Check.Random(random, count * inputs)), rows = new(count * outputs);
            float[] plain = new float[count * outputs];
            Check.Team(1, part => Kernels.Dense.Forward(part, count, input.Span, weight.Span, bias.Span, plain, shape));
            Check.Team(workers, part => Kernels.Dense.Forward(part, count, input.Span, weight.Span, bias.Span, rows.Span, shape, packed.Span));
            Check.SameBits(plain, rows.Span, $"{shape}, {count} rows");
            Check.Team(1, part => Kernels.Dense.ForwardReLU(part, count, input.Span, weight.Span, default, plain, shape));
            Check.Team(workers, part => Kernels.Dense.ForwardReLU(part, count, input.Span, weight.Span, default, rows.Span, shape, packed.Span));
            Check.SameBits(plain, rows.Span, $"{shape}, {count} rows, ReLU");
        }
    }

    private static void Compare(DenseShape shape, int samples)
    {
        string what = $"{shape}, {samples} samples";
        Random random = new(7);
        (int inputs, int outputs, int count) = (shape.Inputs, shape.Outputs, samples * shape.Rows);
        float[] x = Check.Random(random, count * inputs), w = Check.Random(random, inputs * outputs), b = Check.Random(random, outputs);
        float[] dy = Check.Random(random, count * outputs), start = Check.Random(random, w.Length), startX = Check.Random(random, x.Length);
        bool withBias = inputs % 2 == 0, accumulate = outputs % 2 == 0;
        double[] y = new double[dy.Length], yScale = new double[dy.Length], dx = new double[x.Length], dxScale = new double[x.Length];
        double[] dw = Array.ConvertAll(start, v => (double)v), dwScale = Array.ConvertAll(dw, Math.Abs), db = Array.ConvertAll(b, v => (double)v), dbScale = Array.ConvertAll(db, Math.Abs);
        for (int n = 0; n < count; n++)
        for (int o = 0; o < outputs; o++)
        {
            db[o] += dy[(n * outputs) + o];
            dbScale[o] += Math.Abs(dy[(n * outputs) + o]);
            y[(n * outputs) + o] = withBias ? b[o] : 0;
            for (int k = 0; k < inputs; k++)
            {
                double product = (double)x[(n * inputs) + k] * w[(o * inputs) + k], gradient = dy[(n * outputs) + o];
                y[(n * outputs) + o] += product;
                yScale[(n * outputs) + o] += Math.Abs(product);
                dx[(n * inputs) + k] += gradient * w[(o * inputs) + k];
                dxScale[(n * inputs) + k] += Math.Abs(gradient * w[(o * inputs) + k]);
                dw[(o * inputs) + k] += gradient * x[(n * inputs) + k];
                dwScale[(o * inputs) + k] += Math.Abs(gradient * x[(n * inputs) + k]);
            }
        }

        for (int i = 0; accumulate && i < dx.Length; i++)
        {
            dx[i] += startX[i];
        }

        using GuardedMemory input = new(x), weight = new(Pack(w, shape, 0)), bias = new(b), dOutput = new(dy);
        using GuardedMemory output = new(dy.Length), dInput = new(x.Length), dWeight = new(shape.WeightLength), dBias = new(outputs), transposed = new(shape.TransposedLength);
        float[]? bitsY = null, bitsX = null, bitsW = null;
        foreach (int split in Check.Splits)
        {
            output.Span.Fill(float.NaN);
            Check.Team(split, part => Kernels.Dense.Forward(part, samples, input.Span, weight.Span, withBias ? bias.Span : default, output.Span, shape));
            Check.Close(y, yScale, output.Span, what + " forward");
            Check.SameBits(bitsY ??= output.Span.ToArray(), output.Span, what);

            transposed.Span.Fill(float.NaN);
            Check.Team(split, part => Kernels.Dense.Transpose(part, weight.Span, transposed.Span, shape));
            float[] turned = new float[w.Length];
            for (int i = 0; i < w.Length; i++)
            {
                turned[(i % inputs * outputs) + (i / inputs)] = w[i];
            }

            Check.SameBits(Pack(turned, new DenseShape(outputs, inputs), 0), transposed.Span, what + " transposed");

            startX.CopyTo(dInput.Span);
            Check.Team(split, part => Kernels.Dense.BackwardInput(part, samples, dOutput.Span, transposed.Span, dInput.Span, shape, accumulate));
            Check.Close(dx, dxScale, dInput.Span, what + " input gradient");
            Check.SameBits(bitsX ??= dInput.Span.ToArray(), dInput.Span, what);
            if (outputs <= 544)
            {
                startX.CopyTo(dInput.Span);
                Check.Team(split, part => Kernels.Dense.BackwardInputInBlocks(part, samples, dOutput.Span, weight.Span, dInput.Span, shape, accumulate));
                Check.SameBits(bitsX, dInput.Span, what + " in blocks");
            }

            Pack(start, shape, 0).CopyTo(dWeight.Span);
            Check.Team(split, part => Kernels.Dense.BackwardWeight(part, samples, input.Span, dOutput.Span, dWeight.Span, shape));
            float[] unpacked = Unpack(dWeight.Span, shape);
            Check.Close(dw, dwScale, unpacked, what + " weight gradient");
            Check.SameBits(bitsW ??= unpacked, unpacked, what);
            Check.SameBits(Pack(unpacked, shape, 0), dWeight.Span, what + " padding of the weight gradient");

            Pack(start, shape, 0).CopyTo(dWeight.Span);
            Check.Team(split, part => Kernels.Dense.BackwardWeight(part, samples, input.Span, dOutput.Span, dWeight.Span, shape, accumulate: false));
            Check.Close([.. dw.Zip(start, (sum, before) => sum - before)], dwScale, Unpack(dWeight.Span, shape), what + " weight gradient that overwrites");
            Check.SameBits(Pack(Unpack(dWeight.Span, shape), shape, 0), dWeight.Span, what + " padding of it");

            b.CopyTo(dBias.Span);
            Check.Team(split, part => Kernels.Dense.BackwardBias(part, samples, dOutput.Span, dBias.Span, shape));
            Check.Close(db, dbScale, dBias.Span, what + " bias gradient");
        }
    }

    private static int Place(int index, DenseShape shape)
    {
        int panel = shape.Outputs <= 16 ? 16 : 32, output = index / shape.Inputs, k = index % shape.Inputs;
        return (((output / panel * shape.Inputs) + k) * panel) + (output % panel);
    }

    private static float[] Pack(float[] weight, DenseShape shape, float padding)
    {
        float[] panels = new float[shape.WeightLength];
        Array.Fill(panels, padding);
        for (int i = 0; i < weight.Length; i++)
        {
            panels[Place(i, shape)] = weight[i];
        }

        return panels;
    }

    private static float[] Unpack(ReadOnlySpan<float> panels, DenseShape shape)
    {
        float[] weight = new float[shape.Inputs * shape.Outputs];
        for (int i = 0; i < weight.Length; i++)
        {
            weight[i] = panels[Place(i, shape)];
        }

        return weight;
    }
}
