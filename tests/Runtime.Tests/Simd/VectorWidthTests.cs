using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace Espalier.Runtime.Tests.Simd;

/// <summary>
/// CI runs these tests several times with wider and narrower vectors; each run states by environment variables what it
/// means to test, so that a switch that the runtime ignores cannot pass for a test of that width.
/// </summary>
public class VectorWidthTests
{
    [Fact]
    public void The_vectors_are_as_wide_as_this_run_expects()
    {
        string? expected = Environment.GetEnvironmentVariable("ESPALIER_EXPECT_WIDTH");
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        Assert.True(expected is null || expected == $"{width}", $"ESPALIER_EXPECT_WIDTH is {expected}, but the kernels run with {width}-bit vectors.");
    }

    [Fact]
    public void Multiply_and_add_are_fused_if_this_run_expects_it()
    {
        string? expected = Environment.GetEnvironmentVariable("ESPALIER_EXPECT_FMA");
        string fused = Fma.IsSupported ? "true" : "false";
        Assert.True(expected is null || expected == fused, $"ESPALIER_EXPECT_FMA is {expected}, but fused multiply-add is {(Fma.IsSupported ? "on" : "off")}.");
    }
}
