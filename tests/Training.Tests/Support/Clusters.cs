namespace Espalier.Training.Tests;

/// <summary>Three clouds of points that a straight line can tell apart.</summary>
internal static class Clusters
{
    public static FeatureDataset Draw(int count, int seed)
    {
        var random = new SeededRandom(seed);
        float[] features = new float[count * LinearNetwork.Inputs];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.NextInt(LinearNetwork.Outputs);
            for (int k = 0; k < LinearNetwork.Inputs; k++)
            {
                features[(i * LinearNetwork.Inputs) + k] = (k == labels[i] ? 1 : 0) + (.1f * random.NextNormal());
            }
        }

        return new FeatureDataset([LinearNetwork.Inputs], features, labels, LinearNetwork.Outputs);
    }
}
