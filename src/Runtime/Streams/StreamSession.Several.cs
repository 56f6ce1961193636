namespace Espalier;

/// <content>What the compiler calls where several inputs go in, or several outputs come out.</content>
public abstract unsafe partial class StreamSession
{
    /// <summary>Checks one step of an input.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="row">The step.</param>
    /// <param name="argument">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The length is another than a step's.</exception>
    protected void CheckRow(int index, ReadOnlySpan<float> row, string argument)
    {
        int length = RowLength(Description.Inputs[index]);
        if (row.Length != length)
        {
            throw new ArgumentException($"{argument} has {row.Length} floats; a step of {Description.Name} takes {length}.", argument);
        }
    }

    /// <summary>The number of steps in the first of several inputs.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="rows">The steps.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a step's.</exception>
    protected int CountRows(int index, ReadOnlySpan<float> rows, string argument)
    {
        int length = RowLength(Description.Inputs[index]);
        return rows.Length % length == 0
            ? rows.Length / length
            : throw new ArgumentException($"{argument} has {rows.Length} floats; {Description.Name} takes {length} a step, so that the length must be a multiple of it.", argument);
    }

    /// <summary>Checks the length of a further input.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="rows">Its steps.</param>
    /// <param name="steps">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    protected void CheckRows(int index, ReadOnlySpan<float> rows, int steps, string argument) =>
        CheckLength(RowLength(Description.Inputs[index]), rows.Length, steps, "takes", argument);

    /// <summary>Checks an input of tokens.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="steps">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one of them is none of the vocabulary.</exception>
    protected void CheckRows(int index, ReadOnlySpan<int> tokens, int steps, string argument)
    {
        CheckLength(1, tokens.Length, steps, "takes", argument);
        uint most = (uint)Description.Inputs[index].Most;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] > most)
            {
                RefuseToken(index, tokens[i], i, argument);
            }
        }
    }

    /// <summary>Checks the length of an output.</summary>
    /// <param name="index">The number of the output.</param>
    /// <param name="rows">Where its steps go.</param>
    /// <param name="steps">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    protected void CheckResults(int index, ReadOnlySpan<float> rows, int steps, string argument) =>
        CheckLength(RowLength(Description.Outputs[index]), rows.Length, steps, "gives", argument);

    /// <summary>Checks that an output has memory of its own.</summary>
    /// <param name="output">The output.</param>
    /// <param name="name">What the caller calls it.</param>
    /// <param name="other">An input or another output.</param>
    /// <param name="otherName">What the caller calls that.</param>
    /// <exception cref="ArgumentException">They overlap.</exception>
    protected static void CheckApart(ReadOnlySpan<float> output, string name, ReadOnlySpan<float> other, string otherName)
    {
        if (output.Overlaps(other))
        {
            throw new ArgumentException($"{name} overlaps {otherName}; it needs memory of its own.", name);
        }
    }

    /// <summary>Checks the spans of a block that holds all steps of the first input, then all of the second, and so on.</summary>
    /// <param name="inputs">The steps.</param>
    /// <param name="outputs">Where they go, in the same order.</param>
    /// <returns>The number of steps, 0 or more.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of a number of steps, or the spans overlap.</exception>
    protected int CountSteps(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputs)
    {
        int steps = CountSteps(inputs.Length, outputs.Length);
        CheckApart(outputs, nameof(outputs), inputs, nameof(inputs));
        return steps;
    }

    /// <summary>A token as the layers read it.</summary>
    /// <param name="place">Floats of a step of the inputs before it.</param>
    /// <param name="token">One of the vocabulary.</param>
    protected ReadOnlySpan<float> Token(int place, int token)
    {
        Span<float> aside = _memory.Span.Slice(_asideStart + place, 1);
        aside[0] = token;
        return aside;
    }

    /// <summary>Checks tokens that come as floats.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is none of the vocabulary.</exception>
    protected void CheckTokens(int index, ReadOnlySpan<float> tokens, string argument)
    {
        int most = Description.Inputs[index].Most;
        for (int i = 0; i < tokens.Length; i++)
        {
            float token = tokens[i];
            if (!(token >= 0 && token <= most && token == (int)token))
            {
                RefuseToken(index, token, i, argument);
            }
        }
    }

    /// <summary>Floats of a step: the features of a sequence, one token, or a whole vector.</summary>
    private static int RowLength(NamedShape shape) => shape.Vocabulary > 0 ? 1 : shape.Shape[^1];

    private void CheckLength(int row, int length, int steps, string does, string argument)
    {
        if (length != steps * (long)row)
        {
            throw new ArgumentException($"{argument} has {length} entries; {Description.Name} {does} {row} a step, {steps * (long)row} in {steps}.", argument);
        }
    }
}
