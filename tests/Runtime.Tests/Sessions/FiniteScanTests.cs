using Xunit;

namespace Espalier.Runtime.Tests.Sessions;

public sealed class FiniteScanTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_bad_value_is_found_wherever_it_stands(float bad)
    {
        for (int length = 0; length < 70; length++)
        {
            var values = new float[length];
            values.AsSpan().Fill(float.MaxValue);
            Assert.Equal(-1, FiniteScan.IndexOf(values));
            for (int i = 0; i < length; i++)
            {
                values[i] = bad;
                Assert.Equal(i, FiniteScan.IndexOf(values));
                values[i] = -float.MaxValue;
            }
        }
    }
}
