using System;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.CallSites;

/// <summary>
/// A session that is dropped, or kept in a local that is neither disposed of nor given away. What is passed on, stored or
/// returned is somebody else's to dispose of.
/// </summary>
internal static class DisposalCheck
{
    public static void Run(IInvocationOperation start, Action<Diagnostic> report)
    {
        if (start.Syntax is InvocationExpressionSyntax call && IsLost(call, start))
        {
            SyntaxNode name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression;
            report(Diagnostic.Create(CallSiteDescriptors.NotDisposed, name.GetLocation(), start.TargetMethod.Name));
        }
    }

    private static bool IsLost(InvocationExpressionSyntax call, IInvocationOperation start) => call.Parent switch
    {
        ExpressionStatementSyntax => true,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax chained } access =>
            access.Name.Identifier.ValueText != "Dispose" && !KnownNetworks.IsSession(start.SemanticModel?.GetTypeInfo(chained).Type),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Parent: { } parent } declaration } declarator } =>
            declaration.UsingKeyword.IsKind(SyntaxKind.None) && IsForgotten(declarator, parent is GlobalStatementSyntax ? parent.Parent! : parent),
        _ => false,
    };

    /// <summary>
    /// Whether all that is done with a local is to call its members, and Dispose is none of them. What a lambda captures may
    /// live as long as the lambda.
    /// </summary>
    private static bool IsForgotten(VariableDeclaratorSyntax local, SyntaxNode scope) => scope.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == local.Identifier.ValueText)
        .All(name => name.Parent is MemberAccessExpressionSyntax access && access.Expression == name && access.Name.Identifier.ValueText is not ("Dispose" or "DisposeAsync")
            && !name.Ancestors().TakeWhile(node => node != scope).Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
}
