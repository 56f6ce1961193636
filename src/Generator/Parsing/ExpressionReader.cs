using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.Parsing;

/// <summary>
/// Finds what in the attributes of a block depends on its arguments. The compiler has folded the arguments' defaults into
/// the bound attribute; the tree of operations still says how the numbers came about.
/// </summary>
internal sealed class ExpressionReader
{
    private readonly INamedTypeSymbol _block;
    private readonly Compilation _compilation;
    private readonly List<Problem> _problems;
    private readonly CancellationToken _cancellation;
    private readonly HashSet<string> _arguments;
    private readonly HashSet<string> _derived = [];

    public ExpressionReader(INamedTypeSymbol block, IEnumerable<string> arguments, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
    {
        _block = block;
        _compilation = compilation;
        _problems = problems;
        _cancellation = cancellation;
        _arguments = [.. arguments];
        FindDerived();
    }

    /// <summary>The values of an attribute that depend on arguments, by parameter or property.</summary>
    public IReadOnlyDictionary<string, OptionValue> Read(AttributeSyntax? syntax, int line)
    {
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        if (_arguments.Count == 0 || syntax?.ArgumentList is null || !Mentions(syntax.ArgumentList)
            || Model(syntax).GetOperation(syntax, _cancellation) is not IAttributeOperation { Operation: IObjectCreationOperation creation })
        {
            return values;
        }

        IEnumerable<(string Name, IOperation Value)> given = creation.Arguments
            .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is not null)
            .Select(argument => (argument.Parameter!.Name, argument.Value))
            .Concat((creation.Initializer?.Initializers ?? []).OfType<ISimpleAssignmentOperation>()
                .Where(assignment => assignment.Target is IPropertyReferenceOperation)
                .Select(assignment => (((IPropertyReferenceOperation)assignment.Target).Property.Name, assignment.Value)));
        foreach ((string name, IOperation value) in given)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (LostOrigin(value) is { } lost)
            {
                _problems.Add(Problems.At(UsageDescriptors.LosesOrigin, line, [], name, lost.Name, _block.Name, Initializer(lost)));
                values[name] = new UnknownValue();
            }
            else if (IsOpen(value))
            {
                values[name] = name is "name" or nameof(LayerSpec.Name) ? Unsupported(line, name, value) : Option(line, name, value);
            }
        }

        return values;
    }

    private OptionValue Option(int line, string name, IOperation value)
    {
        IOperation inner = value;
        while (inner is IConversionOperation { Type: IArrayTypeSymbol } conversion)
        {
            inner = conversion.Operand;
        }

        IEnumerable<IOperation>? items = inner switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => (IEnumerable<IOperation>)initializer.ElementValues,
            ICollectionExpressionOperation collection => collection.Elements,
            _ => null,
        };
        if (items is null)
        {
            return Expression(value) is { } expression ? new OpenValue(expression) : Unsupported(line, name, value);
        }

        var expressions = new List<Expression>();
        foreach (IOperation item in items)
        {
            if (Expression(item) is not { } expression)
            {
                return Unsupported(line, name, item);
            }

            expressions.Add(expression);
        }

        return new OpenListValue(expressions.ToEquatableArray());
    }

    private OptionValue Unsupported(int line, string name, IOperation value)
    {
        _problems.Add(Problems.At(UsageDescriptors.NotComputable, line, [], name, value.Syntax.ToString()));
        return new UnknownValue();
    }

    /// <summary>The operation as an expression of ours; null for one that there is no expression for.</summary>
    private Expression? Expression(IOperation operation)
    {
        // An argument of a use is an object.
        if (operation is IConversionOperation { Type.SpecialType: SpecialType.System_Object } boxing)
        {
            return Expression(boxing.Operand);
        }

        if (!IsOpen(operation))
        {
            return operation.ConstantValue.HasValue && operation.Type is { } type
                ? new ConstantExpression(OptionValues.Read(operation.ConstantValue.Value, type), operation.Syntax.ToString())
                : null;
        }

        switch (operation)
        {
            case IFieldReferenceOperation reference:
                return new ArgumentExpression(reference.Field.Name);
            case IParenthesizedOperation parenthesized:
                return Expression(parenthesized.Operand);
            case IConversionOperation conversion when Expression(conversion.Operand) is { } operand:
                if (conversion.Type is null || SymbolEqualityComparer.Default.Equals(conversion.Type, conversion.Operand.Type))
                {
                    return operand;
                }

                return Numbers(conversion.Type) is var to && to != Arithmetic.None && Numbers(conversion.Operand.Type) != Arithmetic.None
                    ? new ConversionExpression(operand, to, !conversion.IsImplicit)
                    : null;
            case IUnaryOperation unary when Operator(unary.OperatorKind) is { } sign && Expression(unary.Operand) is { } operand:
                return new UnaryExpression(sign, operand, Numbers(unary.Type));
            case IBinaryOperation binary when Operator(binary.OperatorKind) is { } sign
                && Expression(binary.LeftOperand) is { } left && Expression(binary.RightOperand) is { } right:
                return new BinaryExpression(sign, left, right, Numbers(binary.LeftOperand.Type));
            case IConditionalOperation { WhenFalse: { } otherwise } conditional
                when Expression(conditional.Condition) is { } condition && Expression(conditional.WhenTrue) is { } whenTrue && Expression(otherwise) is { } whenFalse:
                return new ConditionalExpression(condition, whenTrue, whenFalse);
            default:
                return null;
        }
    }

    private static Arithmetic Numbers(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Int32 => Arithmetic.Int,
        SpecialType.System_Int64 => Arithmetic.Long,
        SpecialType.System_Single => Arithmetic.Float,
        SpecialType.System_Double => Arithmetic.Double,
        _ => Arithmetic.None,
    };

    private static string? Operator(UnaryOperatorKind kind) => kind switch
    {
        UnaryOperatorKind.Minus => "-",
        UnaryOperatorKind.Plus => "+",
        UnaryOperatorKind.Not => "!",
        _ => null,
    };

    private static string? Operator(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "+",
        BinaryOperatorKind.Subtract => "-",
        BinaryOperatorKind.Multiply => "*",
        BinaryOperatorKind.Divide => "/",
        BinaryOperatorKind.Remainder => "%",
        BinaryOperatorKind.LeftShift => "<<",
        BinaryOperatorKind.RightShift => ">>",
        BinaryOperatorKind.Equals => "==",
        BinaryOperatorKind.NotEquals => "!=",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        BinaryOperatorKind.ConditionalAnd => "&&",
        BinaryOperatorKind.ConditionalOr => "||",
        _ => null,
    };

    private bool IsOpen(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: var field } => IsOwn(field) && _arguments.Contains(field.Name),
        INameOfOperation => false,
        _ => operation.ChildOperations.Any(IsOpen),
    };

    /// <summary>A constant in the operation that was computed from an argument.</summary>
    private IFieldSymbol? LostOrigin(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: var field } => IsOwn(field) && _derived.Contains(field.Name) ? field : null,
        INameOfOperation => null,
        _ => operation.ChildOperations.Select(LostOrigin).FirstOrDefault(lost => lost is not null),
    };

    private bool IsOwn(IFieldSymbol field) => SymbolEqualityComparer.Default.Equals(field.ContainingType, _block);

    private bool Mentions(SyntaxNode node) => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Any(name => _arguments.Contains(name.Identifier.ValueText) || _derived.Contains(name.Identifier.ValueText));

    // What is computed from an argument, also by way of other constants: until no more are found.
    private void FindDerived()
    {
        (string Name, ExpressionSyntax Value)[] constants =
        [
            .. _block.GetMembers().OfType<IFieldSymbol>()
                .Where(field => field.IsConst && !_arguments.Contains(field.Name))
                .Select(field => (field.Name, Syntax(field)))
                .Where(pair => pair.Item2 is not null)
                .Select(pair => (pair.Name, pair.Item2!)),
        ];
        while (constants.Where(constant => !_derived.Contains(constant.Name)).FirstOrDefault(constant => Depends(constant.Value)) is { Name: not null } found)
        {
            _derived.Add(found.Name);
        }
    }

    private bool Depends(ExpressionSyntax value) =>
        Mentions(value)
        && Model(value).GetOperation(value, _cancellation) is { } operation
        && (IsOpen(operation) || LostOrigin(operation) is not null);

    private string Initializer(IFieldSymbol field) => Syntax(field)?.ToString() ?? field.Name;

    private ExpressionSyntax? Syntax(IFieldSymbol field) => field.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(_cancellation)).OfType<VariableDeclaratorSyntax>()
        .Select(declarator => declarator.Initializer?.Value).FirstOrDefault();

    private SemanticModel Model(SyntaxNode node) => _compilation.GetSemanticModel(node.SyntaxTree);
}
