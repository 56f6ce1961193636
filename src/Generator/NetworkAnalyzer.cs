using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator;

/// <summary>Shows what is wrong with a network under the line that is wrong. It runs the stages of the generator.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Descriptors.All.Except(CallSiteDescriptors.All)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // The generator compiles every network, also one in a file that counts as generated, and its errors must be seen.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
        context.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation, OperationKind.MethodReference);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        // A name that is not typed yet is C#'s to ask for.
        if (type.TypeKind != TypeKind.Class || type.Name.Length == 0)
        {
            return;
        }

        if (NetworkParser.NetworkPart(type, context.CancellationToken) is { } part)
        {
            AnalyzeNetwork(context, type, part);
        }
        else if (BlockParser.IsBlock(type))
        {
            AnalyzeBlock(context, type);
            CheckBudget(context, type);
        }
        else
        {
            AnalyzeOther(context, type);
            CheckBudget(context, type);
        }
    }

    private static void CheckBudget(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.GetAttributes().FirstOrDefault(BudgetSpec.Is)?.ApplicationSyntaxReference is { } reference)
        {
            Location location = reference.SyntaxTree.GetLocation(reference.Span);
            context.ReportDiagnostic(Diagnostic.Create(LimitDescriptors.BudgetWithoutNetwork, location, type.Name));
        }
    }

    private static void AnalyzeNetwork(SymbolAnalysisContext context, INamedTypeSymbol type, TypeDeclarationSyntax part)
    {
        Declaration declaration = NetworkParser.Parse(type, part, context.Compilation, context.CancellationToken);
        NetworkSpec spec = WeightFiles.Attach(declaration.Spec, context.Options, context.CancellationToken);
        foreach (Problem problem in NetworkCompiler.Compile(spec, context.CancellationToken).Problems)
        {
            // What is wrong with a block alone is shown there, and advice on generated code would be nobody's to follow.
            if (!problem.IsShownAtBlock && (problem.IsError || !context.IsGeneratedCode))
            {
                context.ReportDiagnostic(declaration.Map.Diagnose(problem));
            }
        }
    }

    // A network that cannot stream has the method all the same: where it is called, there is more to say than that it is missing.
    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        IMethodSymbol method = context.Operation is IInvocationOperation call ? call.TargetMethod : ((IMethodReferenceOperation)context.Operation).Method;
        if (method.Name == KnownNames.StartStream
            && method.Parameters.Length == 0
            && method.ContainingType is { TypeKind: TypeKind.Class } type
            && StreamBarrier(context, method, type) is { } barrier)
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDescriptors.CannotStream, context.Operation.Syntax.GetLocation(), type.Name, barrier));
        }
    }

    // Here the declaration says it; of another assembly's network the attributes are gone, and the generated method does.
    private static string? StreamBarrier(OperationAnalysisContext context, IMethodSymbol method, INamedTypeSymbol type) =>
        NetworkParser.NetworkPart(type, context.CancellationToken) is { } part && context.Compilation.ContainsSyntaxTree(part.SyntaxTree)
            ? NetworkCompiler.Compile(
                WeightFiles.Attach(NetworkParser.Parse(type, part, context.Compilation, context.CancellationToken).Spec, context.Options, context.CancellationToken),
                context.CancellationToken).StreamBarrier
            : method.GetAttributes()
                .Where(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.CannotStreamAttribute))
                .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string)
                .FirstOrDefault();

    // A block has no shapes of its own, but its form can be wrong before anybody uses it.
    private static void AnalyzeBlock(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        var places = ImmutableArray.CreateBuilder<Location>();
        BlockSpec block = new BlockParser(context.Compilation, places, context.CancellationToken).Parse(type);
        var map = new SourceMap(places[0], [], places.ToImmutable());
        foreach (Problem problem in block.Problems.Where(problem => !problem.IsShownAtBlock))
        {
            context.ReportDiagnostic(map.Diagnose(problem with
            {
                Layer = block.PlaceOf(problem.Layer),
                Related = problem.Related.Select(block.PlaceOf).ToEquatableArray(),
                Remedies = problem.Remedies.Select(remedy => remedy.At(block.PlaceOf)).ToEquatableArray(),
            }));
        }
    }

    private static void AnalyzeOther(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.GetAttributes().Any(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.WeightsAttribute)) && UserCode.Location(type) is { } name)
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDescriptors.WeightsWithoutNetwork, name, type.Name));
        }

        if (LooseLayers.AreOn(type))
        {
            context.ReportDiagnostic(LooseLayers.Diagnose(type));
        }
    }
}
