using System;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.Generator;

/// <summary>
/// Writes the other part of every class with [Network]. It reports nothing, since editors may run generators late: that
/// is the work of <see cref="NetworkAnalyzer"/>. Only where analyzers are switched off, it reports the errors itself.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedNetwork> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName($"{KnownNames.Namespace}.{KnownNames.NetworkAttribute}", IsType, Parse)
            .WithTrackingName(Steps.Parse)
            .Where(network => network is not null)!;

        IncrementalValuesProvider<NetworkSpec> specs = parsed
            .Select((network, _) => network.Spec)
            .WithTrackingName(Steps.Spec);

        IncrementalValueProvider<EquatableArray<WeightFile>> weights = context.AdditionalTextsProvider
            .Where(WeightFiles.IsHeader)
            .Select(WeightFiles.Read)
            .Collect()
            .Select((files, _) => files.OfType<WeightFile>().ToEquatableArray())
            .WithTrackingName(Steps.Weights);

        IncrementalValuesProvider<NetworkSpec> attached = specs
            .Combine(weights)
            .Select((pair, _) => WeightFiles.Attach(pair.Left, pair.Right))
            .WithTrackingName(Steps.Attach);

        IncrementalValuesProvider<NetworkSource> sources = attached
            .Select(Compile)
            .WithTrackingName(Steps.Compile);

        context.RegisterSourceOutput(sources, Write);

        IncrementalValueProvider<bool> areAnalyzersOff = context.AnalyzerConfigOptionsProvider
            .Select((options, _) => AreAnalyzersOff(options.GlobalOptions))
            .WithTrackingName(Steps.Options);

        IncrementalValuesProvider<ParsedNetwork> unseen = parsed
            .Combine(areAnalyzersOff)
            .Where(pair => pair.Right)
            .Combine(weights)
            .Select((pair, _) => pair.Left.Left with { Spec = WeightFiles.Attach(pair.Left.Left.Spec, pair.Right) })
            .WithTrackingName(Steps.Unseen);

        context.RegisterSourceOutput(unseen, Report);
    }

    private static bool IsType(SyntaxNode node, CancellationToken cancellation) => node is TypeDeclarationSyntax;

    // A class whose parts all bear [Network] comes once a part: the first one stands for it. On other types C# refuses the attribute.
    private static ParsedNetwork? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class, Name.Length: > 0 } type
            || NetworkParser.NetworkPart(type, cancellation) is not { } part
            || part != context.TargetNode)
        {
            return null;
        }

        Declaration declaration = NetworkParser.Parse(type, part, context.SemanticModel.Compilation, cancellation);
        return new ParsedNetwork(declaration.Spec, declaration.Map.ToSpans());
    }

    private static NetworkSource Compile(NetworkSpec spec, CancellationToken cancellation) =>
        new(spec.HintName, NetworkCompiler.Compile(spec, cancellation).Source);

    private static void Write(SourceProductionContext context, NetworkSource source)
    {
        if (source.Text.Length > 0)
        {
            context.AddSource(source.HintName, source.Text);
        }
    }

    /// <summary>
    /// As the compiler's own targets decide it (_ComputeSkipAnalyzers in Microsoft.Managed.Core.targets), also for builds that
    /// Visual Studio starts by itself before it runs or tests.
    /// </summary>
    private static bool AreAnalyzersOff(AnalyzerConfigOptions options)
    {
        if (Is("RunAnalyzers", "false") || (Is("RunAnalyzers", "") && Is("RunAnalyzersDuringBuild", "false")))
        {
            return true;
        }

        return Is("IsImplicitlyTriggeredBuild", "true")
            && Is("UsingMicrosoftNETSdk", "true")
            && !Is("OptimizeImplicitlyTriggeredBuild", "false")
            && (!Is("TreatWarningsAsErrors", "true") || Is("OptimizeImplicitlyTriggeredBuild", "true"));

        bool Is(string property, string value) => string.Equals(
            options.TryGetValue("build_property." + property, out string? text) ? text : "", value, StringComparison.OrdinalIgnoreCase);
    }

    private static void Report(SourceProductionContext context, ParsedNetwork network)
    {
        SourceMap map = network.Spans.ToMap();
        foreach (Problem problem in NetworkCompiler.Compile(network.Spec, context.CancellationToken).Problems)
        {
            if (problem.IsError)
            {
                context.ReportDiagnostic(map.Diagnose(problem));
            }
        }
    }

    /// <summary>A network and its places, as values.</summary>
    internal sealed record ParsedNetwork(NetworkSpec Spec, SourceSpans Spans);

    /// <summary>A generated file.</summary>
    internal sealed record NetworkSource(string HintName, string Text);

    /// <summary>The names of the steps, by which tests ask for the reasons of their outputs.</summary>
    internal static class Steps
    {
        public const string Parse = nameof(Parse);
        public const string Spec = nameof(Spec);
        public const string Weights = nameof(Weights);
        public const string Attach = nameof(Attach);
        public const string Compile = nameof(Compile);
        public const string Options = nameof(Options);
        public const string Unseen = nameof(Unseen);
    }
}
