using System;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.CallSites;

/// <summary>
/// A network or session from outside a lambda that runs on several threads at a time: in parallel loops and queries, in
/// several lambdas of one call, or started in a loop that waits for none. A lock anywhere in the lambda is trusted.
/// </summary>
internal static class SharingCheck
{
    private static readonly string[] Waits = ["Wait", "WaitAsync", "WaitOne", "WaitAll", "WhenAll", "WhenAny", "Join", "Enter", "TryEnter", "EnterScope", "GetResult", "Result"];

    public static void Run(IInvocationOperation call, INamedTypeSymbol network, Action<Diagnostic> report)
    {
        if (call.Instance is not { } receiver || Shared(receiver) is not { } symbol)
        {
            return;
        }

        for (IOperation? outer = call.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is not IAnonymousFunctionOperation lambda)
            {
                continue;
            }

            if (IsDeclaredInside(symbol, lambda.Syntax) || Synchronises(lambda.Syntax))
            {
                return;
            }

            if (Threads(lambda, symbol) is { } threads)
            {
                bool isSession = KnownNetworks.IsSession(receiver.Type);
                report(Diagnostic.Create(
                    CallSiteDescriptors.SharedByThreads,
                    receiver.Syntax.GetLocation(),
                    receiver.Syntax.ToString(),
                    threads,
                    isSession ? "a session serves one thread at a time" : "a network has memory for one call at a time",
                    isSession
                        ? "Call it on one thread: it shares the work among threads of its own, see the argument threads"
                        : $"Make one for each thread on the same parameters, 'new {network.Name}({receiver.Syntax}.Parameters)', or call StartPrediction once and hand all samples to it"));
                return;
            }
        }
    }

    /// <summary>What the receiver is, where it is one object to all that see it.</summary>
    private static ISymbol? Shared(IOperation receiver) => receiver switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } =>
            field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute") ? null : field,
        _ => null,
    };

    private static bool IsDeclaredInside(ISymbol symbol, SyntaxNode lambda) =>
        symbol is not IFieldSymbol && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == lambda.SyntaxTree && lambda.Span.Contains(reference.Span));

    private static bool Synchronises(SyntaxNode node) => node.DescendantNodes().Any(inner =>
        inner is LockStatementSyntax || (inner is SimpleNameSyntax name && Waits.Contains(name.Identifier.ValueText)));

    /// <summary>By what the lambda runs on several threads at a time; null where that is not shown.</summary>
    private static string? Threads(IAnonymousFunctionOperation lambda, ISymbol symbol)
    {
        IOperation? user = lambda.Parent;
        while (user is IDelegateCreationOperation or IConversionOperation or IArgumentOperation or IArrayCreationOperation or IArrayInitializerOperation or ICollectionExpressionOperation)
        {
            user = user.Parent;
        }

        switch (user)
        {
            case IInvocationOperation { TargetMethod: { ContainingType: { } type } method } call:
                bool isLimited = method.Parameters.Any(parameter => parameter.Type.Name == "ParallelOptions");
                return type.ToDisplayString() switch
                {
                    "System.Threading.Tasks.Parallel" when method.Name == "Invoke" => SeveralUse(call, lambda, symbol) ? "Parallel.Invoke" : null,
                    "System.Threading.Tasks.Parallel" when !isLimited => "Parallel." + method.Name,
                    "System.Linq.ParallelEnumerable" when !call.Syntax.ToString().Contains("WithDegreeOfParallelism") => "a parallel query",
                    "System.Threading.Tasks.Task" when method.Name == "Run" => Started(call, lambda, symbol, "Task.Run"),
                    "System.Threading.Tasks.TaskFactory" when method.Name == "StartNew" => Started(call, lambda, symbol, "TaskFactory.StartNew"),
                    "System.Threading.ThreadPool" => Started(call, lambda, symbol, "ThreadPool." + method.Name),
                    _ => null,
                };
            case IObjectCreationOperation { Type: { Name: "Thread" } thread } creation when thread.ContainingNamespace.ToDisplayString() == "System.Threading":
                return Started(creation, lambda, symbol, "a thread");
            default:
                return null;
        }
    }

    private static bool SeveralUse(IOperation call, IAnonymousFunctionOperation lambda, ISymbol symbol) => call.Descendants()
        .OfType<IAnonymousFunctionOperation>()
        .Any(other => other != lambda && other.Syntax.Span.IntersectsWith(lambda.Syntax.Span) is false && Uses(other, symbol));

    private static bool Uses(IOperation operation, ISymbol symbol) => operation.Descendants()
        .OfType<IInvocationOperation>()
        .Any(use => use.TargetMethod.Name is "Predict" or "Classify" or "Step" or "Forward" && use.Instance is { } receiver && SymbolEqualityComparer.Default.Equals(Shared(receiver), symbol));

    /// <summary>Started in a loop that waits for nothing, or beside another in one Task.WhenAll.</summary>
    private static string? Started(IOperation start, IAnonymousFunctionOperation lambda, ISymbol symbol, string how)
    {
        for (IOperation? outer = start.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAwaitOperation:
                case IAnonymousFunctionOperation:
                    return null;
                case IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" } } all when SeveralUse(all, lambda, symbol):
                    return "several tasks of one Task.WhenAll";
                case ILoopOperation loop:
                    bool isOutside = symbol is IFieldSymbol || !symbol.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span));
                    bool waits = loop.Body.Syntax.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax) || Synchronises(loop.Body.Syntax);
                    return isOutside && !waits ? how + " in a loop" : null;
            }
        }

        return null;
    }
}
