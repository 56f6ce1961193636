using System;
using System.Collections.Generic;
using System.Linq;

namespace Espalier.Generator.Planning;

/// <summary>What kernels take as constants: the members of a class Plan in the emitted code.</summary>
internal sealed class PlanConstants
{
    private readonly Dictionary<string, PlanConstant> _shapes = [];
    private readonly SortedDictionary<string, double[]> _numbers = new(StringComparer.Ordinal);

    /// <summary>The constant shapes that kernels take.</summary>
    public IEnumerable<PlanConstant> Shapes => _shapes.Values;

    /// <summary>The lists of numbers that kernels take, by name.</summary>
    public IEnumerable<KeyValuePair<string, double[]>> Numbers => _numbers;

    public bool Any => _shapes.Count > 0 || _numbers.Count > 0;

    public PlanConstant AddShape(string name, string type, (string Name, long Value)[] members) => _shapes[name] = new PlanConstant(name, type, members);

    public void AddNumbers(string name, IEnumerable<double> numbers) => _numbers[name] = numbers.ToArray();
}

/// <summary>A kernel's shape as a constant of the emitted class.</summary>
internal sealed record PlanConstant(string Name, string Type, (string Name, long Value)[] Members);
