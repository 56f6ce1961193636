using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Espalier.Compiler;

if (args is ["--cold", ..])
{
    return FirstUse.Run(args[1..]);
}

if (args is ["--keystrokes"])
{
    return Keystrokes.Run();
}

IConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(8).WithIterationCount(7))
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(TargetMethodColumn.Method, StatisticColumn.Median)
    .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Metrics);
BenchmarkSwitcher.FromAssembly(typeof(Stages).Assembly).Run(args, config);
return 0;
