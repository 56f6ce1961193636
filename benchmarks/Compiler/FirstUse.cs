using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Espalier.Compiler;

/// <summary>The first run of the generator in a process, as a build from the command line has it: everything is cold.</summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 5, iterationCount: 1, invocationCount: 1)]
public class FirstUse
{
    [Params("ResNets.cs", "Vgg.cs")]
    public string File { get; set; } = "";

    [Benchmark]
    public object Generate() => Source.Driver().RunGenerators(Source.Compilation(File));
}
