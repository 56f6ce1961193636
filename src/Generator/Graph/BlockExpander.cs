using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Graph;

/// <summary>
/// Writes blocks out: every use becomes a scope for each repeat, with the options of its lines worked out from the
/// arguments of the use.
/// </summary>
internal sealed class BlockExpander
{
    // Far beyond any network, and soon reached by repeats of repeats.
    private const int MostLines = 10_000;

    private readonly NetworkSpec _spec;
    private readonly ICollection<Problem> _problems;
    private readonly CancellationToken _cancellation;
    private readonly List<Line> _blockLines = [];
    private readonly HashSet<int> _reported = [];
    private bool _isTooLong;

    private BlockExpander(NetworkSpec spec, ICollection<Problem> problems, CancellationToken cancellation)
    {
        _spec = spec;
        _problems = problems;
        _cancellation = cancellation;
    }

    public static Outline Run(NetworkSpec spec, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var expander = new BlockExpander(spec, problems, cancellation);
        var root = new Scope(use: null, "", "");
        expander.AddLines(root, spec.Layers, block: null, new Evaluation(new Dictionary<string, OptionValue>()));
        return new Outline(spec, root, expander._blockLines);
    }

    private void AddLines(Scope scope, EquatableArray<LayerSpec> layers, BlockSpec? block, Evaluation arguments)
    {
        var names = new LineNames(layers);
        for (int i = 0; i < layers.Length; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int index = block is null ? i : _spec.Layers.Length + _blockLines.Count;
            LayerSpec spec = WorkedOut(layers[i], arguments, out string? failed);
            Line line = new(scope, index, i + 1, block?.PlaceOf(i) ?? i, scope.Use is { Spec.Frozen: true } ? spec with { Frozen = true } : spec, names.Of(i));
            scope.Lines.Add(line);
            if (block is not null)
            {
                _blockLines.Add(line);
            }

            if (failed is not null)
            {
                _problems.Add(Problems.At(GraphDescriptors.NoValue, index, [], line.FullName, failed, ExpressionOf(layers[i], failed), arguments.Failure!, Given(scope.Use!.Spec)));
            }
        }

        // What is wrong with a block is said once.
        if (block is not null && _reported.Add(scope.Use!.Spec.Use!.Block))
        {
            foreach (Problem problem in block.Problems)
            {
                _problems.Add(problem with
                {
                    Layer = problem.Layer >= 0 ? scope.Lines[problem.Layer].Index : scope.Use.Index,
                    Related = problem.Related.Select(block.PlaceOf).Concat(problem.Layer < 0 ? [block.PlaceOf(problem.Layer)] : []).ToEquatableArray(),
                    Remedies = default,
                    IsShownAtBlock = block.Shows(problem),
                });
            }
        }

        foreach (Line line in scope.Lines)
        {
            AddRepeats(line);
        }
    }

    private void AddRepeats(Line line)
    {
        if (line.Spec.Use is not { } use || _isTooLong)
        {
            return;
        }

        BlockSpec block = _spec.Blocks[use.Block];
        long repeats = use.Repeat is IntegerValue given ? given.Value : 1;
        if (use.Repeat is UnknownValue)
        {
            return;
        }

        if (repeats < 1)
        {
            _problems.Add(Problems.At(ShapeDescriptors.TooSmall, line.Index, [], line.FullName, nameof(UseSpec.Repeat), Invariant.Text(repeats), "1"));
            return;
        }

        for (int repeat = 0; repeat < repeats; repeat++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_blockLines.Count + block.Layers.Length > MostLines)
            {
                _isTooLong = true;
                line.Repeats.Clear();
                _problems.Add(Problems.At(GraphDescriptors.TooManyLines, line.Index, [], line.FullName, _spec.Name, Invariant.Thousands(MostLines)));
                return;
            }

            string number = use.Repeat is null ? "" : "." + Invariant.Text(repeat);
            string key = line.Scope.FileName(line.Spec.Key ?? line.Name.ToLowerInvariant()) + number;
            var scope = new Scope(line, line.FullName + number + ".", key.Length == 0 ? "" : key.TrimStart('.') + ".");
            line.Repeats.Add(scope);
            AddLines(scope, block.Layers, block, new Evaluation(Arguments(line.Spec, block, repeat)));
            if (_isTooLong)
            {
                return;
            }
        }
    }

    private static Dictionary<string, OptionValue> Arguments(LayerSpec use, BlockSpec block, int repeat) => block.Arguments.ToDictionary(
        argument => argument.Name,
        argument => repeat > 0 && argument.FirstRepeatOnly ? argument.Default
            : !use.IsKnown ? new UnknownValue()
            : use.TryGet(argument.Name)?.Value ?? argument.Default,
        StringComparer.Ordinal);

    /// <summary>The line with its expressions worked out.</summary>
    /// <param name="line">The line as the block says it.</param>
    /// <param name="arguments">The arguments of the use.</param>
    /// <param name="failed">The option or property whose expression has no value; null where all is well.</param>
    private static LayerSpec WorkedOut(LayerSpec line, Evaluation arguments, out string? failed)
    {
        arguments.Failure = null;
        string? first = null;
        bool isKnown = line.IsKnown;
        OptionSpec[] options = [.. line.Options.Select(option => option with { Value = ValueOf(option.Name, option.Value) })];
        LayerSpec workedOut = line.OpenProperties.Aggregate(
            line with { Options = options.ToEquatableArray() },
            (result, property) => result.With(property.Name, ValueOf(property.Name, property.Value)));
        if (line.Use?.Repeat is { } repeat)
        {
            workedOut = workedOut with { Use = line.Use with { Repeat = ValueOf(nameof(UseSpec.Repeat), repeat) } };
        }

        failed = first;
        return workedOut with { IsKnown = isKnown };

        OptionValue ValueOf(string name, OptionValue value)
        {
            OptionValue result = arguments.ValueOf(value);
            isKnown &= result is not UnknownValue;
            first ??= arguments.Failure is null ? null : name;
            return result;
        }
    }

    private static string ExpressionOf(LayerSpec line, string name) => (line.TryGet(name)?.Value ?? line.OpenProperties.FirstOrDefault(property => property.Name == name)?.Value ?? line.Use?.Repeat) switch
    {
        OpenValue open => open.Expression.ToString(),
        OpenListValue list => "[" + string.Join(", ", list.Items) + "]",
        _ => name,
    };

    private static string Given(LayerSpec use) => string.Join(", ", use.Options.Select(option => option.Name + " = " + option.Value switch
    {
        IntegerValue integer => Invariant.Text(integer.Value),
        NumberValue number => Invariant.Text(number.Value),
        FlagValue flag => flag.Value ? "true" : "false",
        TextValue text => Identifiers.Quote(text.Value),
        MemberValue member => member.Name,
        _ => "?",
    }));
}
