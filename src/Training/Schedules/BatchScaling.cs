namespace Espalier.Training;

/// <summary>The rate for another batch size than the one it was found with.</summary>
public static class BatchScaling
{
    /// <summary>In proportion to the batch, for plain gradient descent (Goyal et al., 2017); with a warm-up where the batch is large.</summary>
    /// <param name="rate">The rate that was found.</param>
    /// <param name="foundWith">The batch size that it was found with, at least 1.</param>
    /// <param name="batchSize">The batch size that is used, at least 1.</param>
    public static float Linear(float rate, int foundWith, int batchSize) => rate * Ratio(foundWith, batchSize);

    /// <summary>By the square root of the batch, for Adam and its kin (Malladi et al., 2022).</summary>
    /// <param name="rate">The rate that was found.</param>
    /// <param name="foundWith">The batch size that it was found with, at least 1.</param>
    /// <param name="batchSize">The batch size that is used, at least 1.</param>
    public static float SquareRoot(float rate, int foundWith, int batchSize) => rate * MathF.Sqrt(Ratio(foundWith, batchSize));

    private static float Ratio(int foundWith, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(foundWith, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return (float)batchSize / foundWith;
    }
}
