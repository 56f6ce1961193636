namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Tap(LayerRun run) => run.Input;

    public static Batch Add(LayerRun run) => run.Inputs.Aggregate(Sum);

    public static Batch Subtract(LayerRun run) => run.Inputs.Aggregate((left, right) => Join(left, right, (a, b) => a - b));

    public static Batch Multiply(LayerRun run) => run.Inputs.Aggregate((left, right) => Join(left, right, (a, b) => a * b));

    /// <summary>One behind the other along the axis, whatever the order of the others.</summary>
    public static Batch Concat(LayerRun run)
    {
        int axis = AxisOf(run.Layer, run.Input.Shape);
        int[] shape = [.. run.Input.Shape];
        shape[axis] = run.Inputs.Sum(input => input.Shape[axis]);
        var output = new Batch(run.Input.Count, shape);
        int start = 0;
        foreach (Batch input in run.Inputs)
        {
            Assert.Equal(shape.Where((_, index) => index != axis), input.Shape.Where((_, index) => index != axis));
            ForEach(input, index =>
            {
                int[] place = [.. index];
                place[axis + 1] += start;
                At(output, place) = At(input, index);
            });
            start += input.Shape[axis];
        }

        return output;
    }

    private static Batch Sum(Batch left, Batch right) => Join(left, right, (a, b) => a + b);

    /// <summary>Value by value; a vector and something with pixels go together channel by channel.</summary>
    private static Batch Join(Batch left, Batch right, Func<double, double, double> function)
    {
        Batch whole = left.Shape.Length >= right.Shape.Length ? left : right;
        var output = new Batch(whole.Count, whole.Shape);
        for (int n = 0; n < whole.Count; n++)
        for (int channel = 0; channel < whole.Channels; channel++)
        for (int y = 0; y < whole.Height; y++)
        for (int x = 0; x < whole.Width; x++)
        {
            output[n, channel, y, x] = function(Value(left), Value(right));

            double Value(Batch batch)
            {
                Assert.Equal(whole.Channels, batch.Channels);
                return batch.Shape.Length == 1 ? batch[n, channel, 0, 0] : batch[n, channel, y, x];
            }
        }

        return output;
    }

    /// <summary>The index of the layer's axis into a shape.</summary>
    private static int AxisOf(DeclaredLayer layer, int[] shape) => (layer.Has("axis") ? (Axis)layer.Int("axis") : Axis.Channels) switch
    {
        Axis.Channels => shape.Length == 2 ? 1 : 0,
        Axis.Rows => 1,
        Axis.Columns => 2,
        _ => 0,
    };

    /// <summary>Every index of the batch: the sample, then a number for each dimension.</summary>
    private static void ForEach(Batch batch, Action<int[]> action)
    {
        int[] sizes = [batch.Count, .. batch.Shape];
        int[] index = new int[sizes.Length];
        for (int i = 0; i < batch.Values.Length; i++)
        {
            int rest = i;
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                index[d] = rest % sizes[d];
                rest /= sizes[d];
            }

            action(index);
        }
    }

    /// <summary>The value at an index: the last dimension runs fastest.</summary>
    private static ref double At(Batch batch, int[] index)
    {
        int place = index[0];
        for (int d = 0; d < batch.Shape.Length; d++)
        {
            place = place * batch.Shape[d] + index[d + 1];
        }

        return ref batch.Values[place];
    }
}
