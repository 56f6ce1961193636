using System;
using System.Collections.Generic;
using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>What an option of a block says in terms of the block's arguments: C#'s constant arithmetic, worked out anew at each use.</summary>
internal abstract record Expression
{
    /// <summary>The value at a use.</summary>
    public abstract OptionValue Evaluate(Evaluation evaluation);

    /// <summary>The expression as C# writes it.</summary>
    public sealed override string ToString() => Written;

    protected abstract string Written { get; }

    protected string Operand(Expression operand) => operand is BinaryExpression or ConditionalExpression || (operand is ConstantExpression { Value: not TextValue } && operand.Written.Contains(" ")) ? "(" + operand + ")" : operand.ToString();
}

/// <summary>The arguments of one use, and what went wrong while expressions over them were worked out.</summary>
internal sealed class Evaluation(IReadOnlyDictionary<string, OptionValue> arguments)
{
    /// <summary>Why an expression has no value, as the end of a sentence; null where all went well.</summary>
    public string? Failure { get; set; }

    public OptionValue this[string argument] => arguments.TryGetValue(argument, out OptionValue? value) ? value : new UnknownValue();

    public OptionValue Fail(string reason)
    {
        Failure ??= reason;
        return new UnknownValue();
    }

    /// <summary>An option with its expressions worked out.</summary>
    public OptionValue ValueOf(OptionValue option)
    {
        switch (option)
        {
            case OpenValue open:
                return open.Expression.Evaluate(this);
            case OpenListValue list:
                var integers = new List<long>();
                var texts = new List<string>();
                foreach (Expression item in list.Items)
                {
                    switch (item.Evaluate(this))
                    {
                        case IntegerValue integer:
                            integers.Add(integer.Value);
                            break;
                        case TextValue text:
                            texts.Add(text.Value);
                            break;
                    }
                }

                return integers.Count == list.Items.Length ? new IntegersValue(integers.ToEquatableArray())
                    : texts.Count == list.Items.Length ? new TextsValue(texts.ToEquatableArray())
                    : new UnknownValue();
            default:
                return option;
        }
    }
}

/// <summary>In which numbers C# computes an operation.</summary>
internal enum Arithmetic
{
    /// <summary>None: truth, text, members of enums.</summary>
    None,
    Int,
    Long,
    Float,
    Double,
}

/// <summary>A part without arguments.</summary>
internal sealed record ConstantExpression(OptionValue Value, string Text) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation) => Value;

    protected override string Written => Text;
}

/// <summary>An argument of the block.</summary>
internal sealed record ArgumentExpression(string Name) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation) => evaluation[Name];

    protected override string Written => Name;
}

/// <summary><c>-x</c> or <c>!x</c>.</summary>
internal sealed record UnaryExpression(string Operator, Expression Of, Arithmetic Arithmetic) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation) => Of.Evaluate(evaluation) switch
    {
        FlagValue flag when Operator == "!" => new FlagValue(!flag.Value),
        IntegerValue integer when Operator == "-" => Numbers.Integer(-integer.Value, Arithmetic, evaluation),
        NumberValue number when Operator == "-" => new NumberValue(-number.Value),
        OptionValue value when Operator == "+" => value,
        _ => new UnknownValue(),
    };

    protected override string Written => Operator + Operand(Of);
}

/// <summary><c>x * y</c>, <c>x &lt; y</c>, <c>x &amp;&amp; y</c>.</summary>
internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, Arithmetic Arithmetic) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation)
    {
        OptionValue left = Left.Evaluate(evaluation), right = Right.Evaluate(evaluation);
        return (left, right) switch
        {
            (UnknownValue, _) or (_, UnknownValue) => new UnknownValue(),
            (FlagValue x, FlagValue y) when Operator is "&&" or "&" => new FlagValue(x.Value && y.Value),
            (FlagValue x, FlagValue y) when Operator is "||" or "|" => new FlagValue(x.Value || y.Value),
            (TextValue x, TextValue y) when Operator == "+" => new TextValue(x.Value + y.Value),
            _ when Arithmetic is Arithmetic.Float or Arithmetic.Double => Numbers.Compute(Operator, Numbers.Number(left), Numbers.Number(right), Arithmetic),
            (IntegerValue x, IntegerValue y) => Numbers.Compute(Operator, x.Value, y.Value, Arithmetic, evaluation),
            _ when Operator == "==" => new FlagValue(left.Equals(right)),
            _ when Operator == "!=" => new FlagValue(!left.Equals(right)),
            _ => new UnknownValue(),
        };
    }

    protected override string Written => Operand(Left) + " " + Operator + " " + Operand(Right);
}

/// <summary><c>x ? y : z</c>.</summary>
internal sealed record ConditionalExpression(Expression Condition, Expression WhenTrue, Expression WhenFalse) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation) => Condition.Evaluate(evaluation) switch
    {
        FlagValue { Value: true } => WhenTrue.Evaluate(evaluation),
        FlagValue => WhenFalse.Evaluate(evaluation),
        _ => new UnknownValue(),
    };

    protected override string Written => Operand(Condition) + " ? " + Operand(WhenTrue) + " : " + Operand(WhenFalse);
}

/// <summary>A number taken to other numbers: <c>(int)x</c>, or without a word from <c>int</c> to <c>float</c>.</summary>
internal sealed record ConversionExpression(Expression Of, Arithmetic To, bool IsWritten) : Expression
{
    public override OptionValue Evaluate(Evaluation evaluation) => (Of.Evaluate(evaluation), To) switch
    {
        (IntegerValue integer, Arithmetic.Int or Arithmetic.Long) => Numbers.Integer(integer.Value, To, evaluation),
        (IntegerValue integer, Arithmetic.Float) => new NumberValue((float)integer.Value),
        (IntegerValue integer, _) => new NumberValue(integer.Value),
        (NumberValue number, Arithmetic.Int or Arithmetic.Long) => Math.Abs(number.Value) < 9e18
            ? Numbers.Integer((long)number.Value, To, evaluation)
            : evaluation.Fail("is no whole number that C# can hold"),
        (NumberValue number, Arithmetic.Float) => new NumberValue((float)number.Value),
        (OptionValue value, _) => value,
    };

    protected override string Written => IsWritten ? "(" + To.ToString().ToLowerInvariant() + ")" + Operand(Of) : Of.ToString();
}

/// <summary>C#'s constant arithmetic.</summary>
file static class Numbers
{
    public static double Number(OptionValue value) => value switch
    {
        NumberValue number => number.Value,
        IntegerValue integer => integer.Value,
        _ => double.NaN,
    };

    public static OptionValue Integer(long value, Arithmetic arithmetic, Evaluation evaluation) =>
        arithmetic == Arithmetic.Int && value is < int.MinValue or > int.MaxValue ? evaluation.Fail("overflows an int") : new IntegerValue(value);

    public static OptionValue Compute(string operation, long left, long right, Arithmetic arithmetic, Evaluation evaluation)
    {
        if (operation is "/" or "%" && right == 0)
        {
            return evaluation.Fail("divides by zero");
        }

        try
        {
            int bits = arithmetic == Arithmetic.Long ? 63 : 31;
            return operation switch
            {
                "+" => Integer(checked(left + right), arithmetic, evaluation),
                "-" => Integer(checked(left - right), arithmetic, evaluation),
                "*" => Integer(checked(left * right), arithmetic, evaluation),
                "/" => Integer(left / right, arithmetic, evaluation),
                "%" => Integer(left % right, arithmetic, evaluation),
                "<<" => new IntegerValue(arithmetic == Arithmetic.Long ? left << (int)(right & bits) : (int)left << (int)(right & bits)),
                ">>" => new IntegerValue(left >> (int)(right & bits)),
                "==" => new FlagValue(left == right),
                "!=" => new FlagValue(left != right),
                "<" => new FlagValue(left < right),
                "<=" => new FlagValue(left <= right),
                ">" => new FlagValue(left > right),
                ">=" => new FlagValue(left >= right),
                _ => new UnknownValue(),
            };
        }
        catch (OverflowException)
        {
            return evaluation.Fail("overflows a long");
        }
    }

    public static OptionValue Compute(string operation, double left, double right, Arithmetic arithmetic)
    {
        return operation switch
        {
            "+" => Rounded(left + right),
            "-" => Rounded(left - right),
            "*" => Rounded(left * right),
            "/" => Rounded(left / right),
            "%" => Rounded(left % right),
            "==" => new FlagValue(left == right),
            "!=" => new FlagValue(left != right),
            "<" => new FlagValue(left < right),
            "<=" => new FlagValue(left <= right),
            ">" => new FlagValue(left > right),
            ">=" => new FlagValue(left >= right),
            _ => new UnknownValue(),
        };

        // A float's sum, product or quotient is the double's, rounded.
        NumberValue Rounded(double value) => new(arithmetic == Arithmetic.Float ? (float)value : value);
    }
}
