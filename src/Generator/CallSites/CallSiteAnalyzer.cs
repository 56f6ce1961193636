using System.Collections.Immutable;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.CallSites;

/// <summary>
/// Looks at the calls of networks and sessions: lengths and labels that the code shows to be wrong, sessions that nobody
/// disposes of, networks shared by threads. What it does not see it takes to be right.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallSiteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = CallSiteDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.Namespace + "." + KnownNames.Network) is not null)
            {
                var networks = new KnownNetworks(start.Compilation, start.Options);
                start.RegisterOperationAction(operation => Analyze(operation, networks), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownNetworks networks)
    {
        // The name costs nothing, and few methods have one of these.
        var call = (IInvocationOperation)context.Operation;
        switch (call.TargetMethod.Name)
        {
            case "Predict" or "Classify" or "Step" or "Forward" when KnownNetworks.NetworkOf(call.Instance?.Type) is { } network:
                if (networks.SizesOf(network, context.CancellationToken) is { } sizes)
                {
                    var checks = new SpanChecks(call, network, sizes, context.ReportDiagnostic);
                    checks.Run();
                }

                SharingCheck.Run(call, network, context.ReportDiagnostic);
                break;
            case "StartTraining" or "StartPrediction" when KnownNetworks.IsSession(call.Type) && KnownNetworks.IsNetwork(call.Instance?.Type):
                DisposalCheck.Run(call, context.ReportDiagnostic);
                break;
        }
    }
}
