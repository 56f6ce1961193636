using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Emission;

/// <summary>
/// Cuts the passes of long networks into methods. Beyond some hundred spans in a method the JIT no longer follows its
/// locals, and a person no longer its lines.
/// </summary>
internal static class PassSplitter
{
    // The JIT follows 1024 locals, and a span is three of them.
    private const int MostTensors = 200;

    /// <summary>The pieces of a pass: one where it is short; else each a use of a block or a part of one.</summary>
    /// <param name="groups">The pass.</param>
    /// <param name="prefix">What the names of methods begin with.</param>
    /// <param name="isTaken">Whether the class has a member of that name.</param>
    public static IReadOnlyList<Piece> Split(IReadOnlyList<StatementGroup> groups, string prefix, Func<string, bool> isTaken)
    {
        if (groups.Sum(Tensors) <= MostTensors)
        {
            return [new Piece("", groups)];
        }

        var pieces = new List<Piece>();
        var open = new List<StatementGroup>();
        int size = 0;
        string? use = null;
        foreach (StatementGroup group in groups)
        {
            string? next = group.Statements.Count > 0 ? UseOf(group.Statements[0].Node) : use;
            bool isFull = size + Tensors(group) > MostTensors;
            if (size > 0 && (isFull || (next != use && size > MostTensors / 4)))
            {
                Close();
            }

            open.Add(group);
            size += Tensors(group);
            use = next;
        }

        Close();
        return pieces;

        // A piece is called by the layer that it begins with.
        void Close()
        {
            string first = open.SelectMany(group => group.Statements).FirstOrDefault()?.Node.Identifier ?? "Rest";
            string name = prefix + "_" + first;
            while (isTaken(name) || pieces.Exists(piece => piece.Name == name))
            {
                name += "_";
            }

            pieces.Add(new Piece(name, open.ToArray()));
            open.Clear();
            size = 0;
        }
    }

    private static int Tensors(StatementGroup group) => group.Statements.Sum(statement => statement.Operands.Count(operand => operand is not TextOperand));

    /// <summary>The same of statements that stand in no groups.</summary>
    public static IReadOnlyList<Piece> Split(IReadOnlyList<Statement> statements, string prefix, Func<string, bool> isTaken) => Split(
        statements.Select(statement => new StatementGroup("") { Statements = { statement } }).ToArray(),
        prefix,
        isTaken);

    /// <summary>The use of a block that a layer belongs to, the outermost; null for a layer of the network itself.</summary>
    private static string? UseOf(LayerNode node)
    {
        Line? use = null;
        for (Scope? scope = node.Line?.Scope; scope?.Use is not null; scope = scope.Use.Scope)
        {
            use = scope.Use;
        }

        return use?.Name;
    }
}

/// <summary>A part of a pass.</summary>
/// <param name="Name">The method that it becomes; "" where it is the whole pass.</param>
/// <param name="Groups">What runs in it.</param>
internal sealed record Piece(string Name, IReadOnlyList<StatementGroup> Groups)
{
    public IEnumerable<Statement> Statements => Groups.SelectMany(group => group.Statements);

    /// <summary>Writes the body of the method.</summary>
    public void WriteTo(MethodEmitter method)
    {
        if (Groups.All(group => group.Title.Length == 0))
        {
            method.Statements(Statements.ToArray());
        }
        else
        {
            method.Groups(Groups);
        }
    }
}
