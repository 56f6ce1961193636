using System;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning.Vectors;

/// <summary>A call of a kernel with its sizes.</summary>
internal readonly struct KernelCall(Statement statement)
{
    private const string Epilogue = "ReLU";

    private readonly NumberOperand[] _numbers = [.. statement.Operands.OfType<NumberOperand>()];

    public LayerNode Node => statement.Node;

    /// <summary>The kernel, without the ReLU with which it may end.</summary>
    public string Kernel { get; } = statement.Method.EndsWith(Epilogue, StringComparison.Ordinal) ? statement.Method.Substring(0, statement.Method.Length - Epilogue.Length) : statement.Method;

    /// <summary>A member of the shape that the kernel takes; 1 where it leaves that out.</summary>
    public int this[string member] => (int)(statement.Operands.OfType<ShapeOperand>().First().Shape.Members.Where(pair => pair.Name == member).Select(pair => (long?)pair.Value).FirstOrDefault() ?? 1);

    /// <summary>Whether a sample is one row.</summary>
    public bool IsOfSingleRows => statement.Leading == Leading.PartAndCount && this["Rows"] == 1;

    /// <summary>Whether a dense layer has weights packed for single rows, too.</summary>
    public bool HasPackedWeight => Kernel == "Dense.Forward" && statement.Operands.Count > 5;

    /// <summary>One of the numbers that it takes.</summary>
    public int Number(int index) => (int)_numbers[index].Value;

    /// <summary>One of them, counted from the last, which is 1.</summary>
    public int NumberFromLast(int index) => (int)_numbers[_numbers.Length - index].Value;
}
