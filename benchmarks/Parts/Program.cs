using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Espalier.Parts;

// In this process: the kernels are measured in the build that stands here, with the switches that it was started with.
Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(7);
IConfig config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddColumn(TargetMethodColumn.Method, CategoriesColumn.Default, StatisticColumn.Median, BaselineRatioColumn.RatioMean)
    .AddColumnProvider(DefaultColumnProviders.Params)
    .AddColumn(WorkColumn.Rate, WorkColumn.Traffic, WorkColumn.Roof)
    .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByParams, BenchmarkLogicalGroupRule.ByCategory);
BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmark).Assembly).Run(args, config);
