namespace Espalier.EndToEnd.Tests.Reference;

internal static partial class ReferenceLayers
{
    public static Batch Flatten(LayerRun run) => new(run.Input.Count, [run.Input.Length], run.Input.Values);

    public static Batch Reshape(LayerRun run)
    {
        DeclaredLayer layer = run.Layer;
        string[] options = layer.Has("steps") ? ["steps", "features"] : layer.Has("features") ? ["features"] : ["channels", "height", "width"];
        int[] shape = Array.ConvertAll(options, layer.Int);
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            shape[open] = run.Input.Length / -shape.Aggregate(1, (product, size) => product * size);
        }

        return new Batch(run.Input.Count, shape, run.Input.Values);
    }

    public static Batch Transpose(LayerRun run)
    {
        var output = new Batch(run.Input.Count, [run.Input.Shape[1], run.Input.Shape[0]]);
        ForEach(output, index => At(output, index) = At(run.Input, [index[0], index[2], index[1]]));
        return output;
    }

    public static Batch Slice(LayerRun run)
    {
        int axis = AxisOf(run.Layer, run.Input.Shape), start = run.Layer.Int("start"), length = run.Layer.Int("length");
        int[] shape = [.. run.Input.Shape];
        shape[axis] = length == 0 ? shape[axis] - start : length;
        var output = new Batch(run.Input.Count, shape);
        ForEach(output, index =>
        {
            int[] place = [.. index];
            place[axis + 1] += start;
            At(output, index) = At(run.Input, place);
        });
        return output;
    }

    public static Batch Pad(LayerRun run)
    {
        int[] sizes = run.Layer.Ints("padding"), shape = [.. run.Input.Shape], before = new int[shape.Length];
        int[] both = sizes.Length == 1 ? [sizes[0], sizes[0]] : sizes;
        if (shape.Length == 3)
        {
            int[] sides = both.Length == 4 ? both : [both[0], both[0], both[1], both[1]];
            (before[1], before[2]) = (sides[0], sides[2]);
            shape[1] += sides[0] + sides[1];
            shape[2] += sides[2] + sides[3];
        }
        else
        {
            before[0] = both[0];
            shape[0] += both[0] + both[1];
        }

        var output = new Batch(run.Input.Count, shape);
        Array.Fill(output.Values, run.Layer.Number("value"));
        ForEach(run.Input, index => At(output, [index[0], .. before.Select((pad, d) => pad + index[d + 1])]) = At(run.Input, index));
        return output;
    }
}
