using BenchmarkDotNet.Running;
using Espalier.Compiler;

BenchmarkSwitcher.FromAssembly(typeof(Stages).Assembly).Run(args);
