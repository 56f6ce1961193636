using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.CallSites;

/// <summary>How many elements an array or span has, as far as the code shows it.</summary>
internal static class KnownLength
{
    private const int Depth = 8;

    /// <summary>The length; null where it is not known.</summary>
    public static long? Of(IOperation operation, int depth = Depth) => depth == 0 ? null : operation switch
    {
        IConversionOperation conversion => Of(conversion.Operand, depth - 1),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand, depth - 1),
        IArrayCreationOperation { DimensionSizes: [var size] } => Constant(size),
        ICollectionExpressionOperation list => list.Elements.Any(element => element is ISpreadOperation) ? null : list.Elements.Length,
        IArrayElementReferenceOperation { Indices: [IRangeOperation range] } array => Between(range, Of(array.ArrayReference, depth - 1)),
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } indexer => Between(range, Of(indexer.Instance, depth - 1)),
        IInvocationOperation { TargetMethod.Name: "AsSpan" or "Slice" } call => Sliced(call, depth),
        ILocalReferenceOperation { Local: var local } => Initial(local, operation) is { } value ? Of(value, depth - 1) : null,
        { Syntax: StackAllocArrayCreationExpressionSyntax stack } => Allocated(stack, operation.SemanticModel),
        { Syntax: ImplicitStackAllocArrayCreationExpressionSyntax stack } => stack.Initializer.Expressions.Count,
        _ => null,
    };

    private static long? Constant(IOperation? operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: int number } } => number,
        { ConstantValue: { HasValue: true, Value: long number } } => number,
        _ => null,
    };

    private static long? Sliced(IInvocationOperation call, int depth)
    {
        // An extension's first argument is what it is called on.
        IOperation?[] arguments = [.. call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => argument.Value)];
        IOperation? whole = call.Instance ?? arguments.FirstOrDefault();
        IOperation?[] numbers = call.Instance is null ? [.. arguments.Skip(1)] : arguments;
        if (whole is null || numbers.Any(number => number?.Type?.SpecialType != SpecialType.System_Int32))
        {
            return null;
        }

        return numbers switch
        {
            [] => Of(whole, depth - 1),
            [var start] => Of(whole, depth - 1) - Constant(start),
            [_, var length] => Constant(length),
            _ => null,
        };
    }

    private static long? Between(IRangeOperation range, long? length)
    {
        return End(range.RightOperand, length) - End(range.LeftOperand, 0);

        // Counted from the end, an index depends on the length; left out, it is the end.
        long? End(IOperation? index, long? omitted) => index switch
        {
            null => omitted,
            IConversionOperation { Operand: var number } => Constant(number),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand: var number } => length - Constant(number),
            _ => null,
        };
    }

    private static long? Allocated(StackAllocArrayCreationExpressionSyntax stack, SemanticModel? model) =>
        stack is { Type: ArrayTypeSyntax { RankSpecifiers: [{ Sizes: [var size] }, ..] } }
            ? size is OmittedArraySizeExpressionSyntax ? stack.Initializer?.Expressions.Count : model?.GetConstantValue(size) is { HasValue: true, Value: int number } ? number : null
            : null;

    /// <summary>What a local starts as, if it is never given anything else.</summary>
    private static IOperation? Initial(ILocalSymbol local, IOperation use)
    {
        if (local.IsRef
            || local.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: var value } declarator
            || Scope(declarator) is not { } scope
            || scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == local.Name && IsWritten(name)))
        {
            return null;
        }

        return use.SemanticModel?.GetOperation(value);
    }

    private static SyntaxNode? Scope(VariableDeclaratorSyntax declarator) =>
        declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()?.Parent is { } parent
            ? parent is GlobalStatementSyntax ? parent.Parent : parent
            : null;

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax },
        RefExpressionSyntax => true,
        _ => false,
    };
}
