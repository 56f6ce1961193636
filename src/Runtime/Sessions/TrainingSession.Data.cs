using System.Numerics;

using System.Runtime.InteropServices;

namespace Espalier;

// What comes into a session and goes out of it: first everything is checked, then it is brought to the order inside.
public abstract unsafe partial class TrainingSession
{
    private readonly float[] _lossMeans;
    private readonly bool[] _outputIsOut;
    private readonly bool[] _gradientIsOut;
    private float* _destination;
    private int _perSample;
    private int _pixels;

    private LossInfo[] LossInfos => _layout.Losses ?? [];

    /// <summary>The labels of the present batch.</summary>
    /// <param name="loss">The number of the loss.</param>
    protected ReadOnlySpan<int> LabelsOf(int loss) => _memory.Labels[loss]!.Labels(_count);

    /// <summary>What the labels of the present batch count for together: their number without the ignored ones, or the sum of the weights of their classes.</summary>
    /// <param name="loss">The number of the loss.</param>
    protected float LabelTotal(int loss) => _memory.Labels[loss]!.Total;

    /// <summary>The targets of the present batch, in the order that outputs have inside.</summary>
    /// <param name="loss">The number of the loss.</param>
    protected ReadOnlySpan<float> TargetsOf(int loss) => _memory.Targets[loss]!.Span[..(_count * LossInfos[loss].Length)];

    /// <summary>The number of samples in the first input.</summary>
    /// <typeparam name="T">What they consist of.</typeparam>
    /// <param name="input">The samples.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">The length does not fit, or there are too few or too many samples.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    protected int CountSamples<T>(ReadOnlySpan<T> input, string argument)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int count = Espalier.Network.CountSamples(_network.Description, input.Length, argument);
        CheckCount(count, argument);
        return count;
    }

    /// <summary>Checks the samples of an input; nothing has been touched by then.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples, or a value is not finite.</exception>
    protected void CheckInput(int index, ReadOnlySpan<float> input, int count, string argument)
    {
        NamedShape shape = _network.Description.Inputs[index];
        Espalier.Network.CheckLength(shape, input.Length, count, argument);
        CheckValues(shape, input, argument);
    }

    /// <summary>Checks an input of tokens or lengths; nothing has been touched by then.</summary>
    /// <typeparam name="T">The integers in which they come.</typeparam>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="argument">What the caller calls them.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is none of the vocabulary, or a length none of the sequence.</exception>
    protected void CheckWhole<T>(int index, ReadOnlySpan<T> input, int count, string argument)
        where T : unmanaged, IBinaryInteger<T>
    {
        NamedShape shape = _network.Description.Inputs[index];
        Espalier.Network.CheckLength(shape, input.Length, count, argument);
        WholeNumbers.Check(shape, input, argument);
    }

    /// <summary>Checks the labels of a loss; nothing has been touched by then.</summary>
    /// <typeparam name="T">byte, int or long.</typeparam>
    /// <param name="loss">The number of the loss.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="count">The samples of the batch.</param>
    /// <exception cref="ArgumentException">Their number does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    protected void CheckLabels<T>(int loss, ReadOnlySpan<T> labels, int count)
        where T : unmanaged, IBinaryInteger<T> => _memory.Labels[loss]!.Check(labels, count);

    /// <summary>Checks the targets of a loss; nothing has been touched by then.</summary>
    /// <param name="loss">The number of the loss.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="count">The samples of the batch.</param>
    /// <exception cref="ArgumentException">Their number does not fit, or a value is not finite.</exception>
    protected void CheckTargets(int loss, ReadOnlySpan<float> targets, int count)
    {
        LossInfo info = LossInfos[loss];
        if (targets.Length != count * (long)info.Length)
        {
            throw new ArgumentException($"{info.Answer} has {targets.Length} floats; {count} samples need {info.Length} each.", info.Answer);
        }

        CheckFinite(targets, info.Length, info.Answer);
    }

    /// <summary>Copies an input that was checked to where the layers read it.</summary>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="count">How many there are.</param>
    protected void TakeInput(int index, ReadOnlySpan<float> input, int count)
    {
        // From here on, what the last Forward left is no longer whole.
        _awaitsBackward = false;
        InputPlace place = _layout.Inputs[index];
        TakeIn(input, _memory.Samples(place.Offset, count, place.Length), count, place.Length, place.Pixels);
    }

    /// <summary>Converts tokens or lengths that were checked to where the layers read them.</summary>
    /// <typeparam name="T">The integers in which they come.</typeparam>
    /// <param name="index">The number of the input.</param>
    /// <param name="input">The samples.</param>
    /// <param name="count">How many there are.</param>
    protected void TakeWhole<T>(int index, ReadOnlySpan<T> input, int count)
        where T : unmanaged, IBinaryInteger<T>
    {
        _awaitsBackward = false;
        InputPlace place = _layout.Inputs[index];
        WholeNumbers.Take(input, _memory.Samples(place.Offset, count, place.Length));
    }

    /// <summary>Copies labels that were checked.</summary>
    /// <typeparam name="T">byte, int or long.</typeparam>
    /// <param name="loss">The number of the loss.</param>
    /// <param name="labels">The labels.</param>
    protected void TakeLabels<T>(int loss, ReadOnlySpan<T> labels)
        where T : unmanaged, IBinaryInteger<T> => _memory.Labels[loss]!.Take(labels);

    /// <summary>Copies targets that were checked to where the loss reads them.</summary>
    /// <param name="loss">The number of the loss.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="count">The samples of the batch.</param>
    protected void TakeTargets(int loss, ReadOnlySpan<float> targets, int count)
    {
        LossInfo info = LossInfos[loss];
        TakeIn(targets, _memory.Targets[loss]!.Span[..targets.Length], count, info.Length, info.Pixels);
    }

    /// <summary>Runs the forward pass on the inputs that were taken, without a loss.</summary>
    /// <param name="count">How many samples there are.</param>
    protected void RunWithoutLoss(int count) => RunForward(count, withLoss: false);

    /// <summary>Runs the forward pass and the losses on what was taken.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <returns>The sum of the losses, each a mean over the samples times its weight.</returns>
    /// <exception cref="NonFiniteLossException">The loss is not finite.</exception>
    protected float Run(int count) => RunForward(count, withLoss: true);

    /// <summary>Labels of an enum as the integers below it, without copying.</summary>
    /// <typeparam name="TLabel">The enum.</typeparam>
    /// <typeparam name="T">The integer of the enum's size.</typeparam>
    /// <param name="labels">The labels.</param>
    protected static ReadOnlySpan<T> Integers<TLabel, T>(ReadOnlySpan<TLabel> labels)
        where TLabel : unmanaged, Enum
        where T : unmanaged, IBinaryInteger<T> => MemoryMarshal.Cast<TLabel, T>(labels);

    private ReadOnlySpan<float> OutputAt(int index)
    {
        if (_count == 0)
        {
            throw new InvalidOperationException("Output needs a Forward before it.");
        }

        OutputPlace place = _layout.Outputs[index];
        return Outside(Samples(place.Offset, place.Length), _memory.Outputs[index], ref _outputIsOut[index], place.Length, place.Pixels);
    }

    private Span<float> OutputGradientAt(int index)
    {
        RequireForward(nameof(OutputGradient));
        _outputGradientSeen = true;
        OutputPlace place = _layout.Outputs[index];
        return Outside(Samples(place.GradientOffset, place.Length), _memory.OutputGradients[index], ref _gradientIsOut[index], place.Length, place.Pixels);
    }

    private ReadOnlySpan<float> InputGradientAt(int index)
    {
        if (!_layout.InputGradient)
        {
            throw new InvalidOperationException($"{_network.Description.Name} computes no gradient of its input.");
        }

        if (_network.Description.Inputs[index] is { IsWhole: true, Name: var name })
        {
            throw new InvalidOperationException($"{name} holds whole numbers, which have no gradient; ask for the gradient of an input of numbers, or of the embedding's weights.");
        }

        if (!_hasInputGradient)
        {
            throw new InvalidOperationException("InputGradient needs a Backward before it.");
        }

        bool isOut = false;
        InputPlace place = _layout.Inputs[index];
        return Outside(Samples(place.GradientOffset, place.Length), _memory.InputGradients[index], ref isOut, place.Length, place.Pixels);
    }

    /// <summary>Values in PyTorch's order, copied once where that is not the order inside.</summary>
    private Span<float> Outside(Span<float> inside, AlignedBuffer? copy, scoped ref bool isOut, int length, int pixels)
    {
        if (copy is null)
        {
            return inside;
        }

        Span<float> outside = copy.Span[..inside.Length];
        if (!isOut)
        {
            SessionMemory.GiveOut(_team.Alone, _count, inside, outside, length, pixels);
            isOut = true;
        }

        return outside;
    }

    // The user may have written the gradients of the outputs: they are checked, and brought to the order inside.
    private void TakeOutputGradients()
    {
        if (!_outputGradientSeen)
        {
            return;
        }

        for (int i = 0; i < _layout.Outputs.Length; i++)
        {
            OutputPlace place = _layout.Outputs[i];
            Span<float> inside = Samples(place.GradientOffset, place.Length);
            ReadOnlySpan<float> given = _gradientIsOut[i] ? _memory.OutputGradients[i]!.Span[..inside.Length] : inside;
            int index = FiniteScan.IndexOf(given);
            if (index >= 0)
            {
                (int sample, int position) = Math.DivRem(index, place.Length);
                string of = _layout.Outputs.Length == 1 ? "" : " of " + _network.Description.Outputs[i].Name;
                throw new InvalidOperationException($"OutputGradient{of} holds {given[index]} at position {position} of sample {sample}; every value must be finite.");
            }
        }

        for (int i = 0; i < _layout.Outputs.Length; i++)
        {
            if (_gradientIsOut[i])
            {
                OutputPlace place = _layout.Outputs[i];
                Span<float> inside = Samples(place.GradientOffset, place.Length);
                SessionMemory.TakeIn(_team.Alone, _count, _memory.OutputGradients[i]!.Span[..inside.Length], inside, place.Length, place.Pixels);
            }
        }
    }

    private int CheckPacked(ReadOnlySpan<float> input)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        NetworkDescription description = _network.Description;
        int count = input.Length / description.InputLength;
        if (count * (long)description.InputLength != input.Length || count == 0)
        {
            throw new ArgumentException($"input has {input.Length} floats; {description.Name} takes {Shapes.Text(description.Inputs)} = {description.InputLength} a sample, one sample or more.", nameof(input));
        }

        CheckCount(count, nameof(input));
        int start = 0;
        foreach (NamedShape shape in description.Inputs)
        {
            CheckValues(shape, input.Slice(start, count * shape.Length), description.Inputs.Length == 1 ? nameof(input) : shape.Name);
            start += count * shape.Length;
        }

        return count;
    }

    private void TakePacked(ReadOnlySpan<float> input, int count)
    {
        int start = 0;
        for (int i = 0; i < _layout.Inputs.Length; i++)
        {
            int length = count * _layout.Inputs[i].Length;
            TakeInput(i, input.Slice(start, length), count);
            start += length;
        }
    }

    private void CheckAnswers(ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, int count)
    {
        CheckPackedLength(labels.Length, count, areLabels: true, nameof(labels));
        CheckPackedLength(targets.Length, count, areLabels: false, nameof(targets));
        for (int i = 0; i < LossInfos.Length; i++)
        {
            if (LossInfos[i].Classes > 0)
            {
                CheckLabels(i, Next(ref labels, i, count), count);
            }
            else
            {
                CheckTargets(i, Next(ref targets, i, count), count);
            }
        }
    }

    private void TakeAnswers(ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, int count)
    {
        for (int i = 0; i < LossInfos.Length; i++)
        {
            if (LossInfos[i].Classes > 0)
            {
                TakeLabels(i, Next(ref labels, i, count));
            }
            else
            {
                TakeTargets(i, Next(ref targets, i, count), count);
            }
        }
    }

    private ReadOnlySpan<T> Next<T>(ref ReadOnlySpan<T> rest, int loss, int count)
    {
        int length = count * LossInfos[loss].Length;
        ReadOnlySpan<T> first = rest[..length];
        rest = rest[length..];
        return first;
    }

    private void CheckPackedLength(int length, int count, bool areLabels, string argument)
    {
        long perSample = 0;
        foreach (LossInfo loss in LossInfos)
        {
            perSample += loss.Classes > 0 == areLabels ? loss.Length : 0;
        }

        if (length != count * perSample)
        {
            throw new ArgumentException($"{argument} has {length} entries; {count} samples need {perSample} each.", argument);
        }
    }

    private void CheckCount(int count, string argument)
    {
        if (count > BatchSize || count < _layout.MinimumSamples)
        {
            throw new ArgumentException($"{argument} holds {count} samples; this session takes {Math.Max(1, _layout.MinimumSamples)} to {BatchSize} at a time.", argument);
        }
    }

    /// <summary>Throws where a value is not finite, or no token or length.</summary>
    private void CheckValues(NamedShape shape, ReadOnlySpan<float> values, string argument)
    {
        if (shape.IsWhole)
        {
            WholeNumbers.Check(shape, values, argument);
        }
        else
        {
            CheckFinite(values, shape.Length, argument);
        }
    }

    /// <summary>Throws where a value is not finite.</summary>
    private void CheckFinite(ReadOnlySpan<float> values, int perSample, string argument)
    {
        if (!IsFinite(values))
        {
            int index = FiniteScan.IndexOf(values);
            (int sample, int position) = Math.DivRem(index, perSample);
            throw new ArgumentException($"{argument} holds {values[index]} at position {position} of sample {sample}; every value must be finite.", argument);
        }
    }

    private bool IsFinite(ReadOnlySpan<float> values)
    {
        if (_team.Threads == 1 || values.Length < AloneLength)
        {
            return FiniteScan.IsFinite(values);
        }

        fixed (float* source = values)
        {
            _source = source;
            _sourceLength = values.Length;
            _sourceIsBad = 0;
            try
            {
                _team.Run(_scanWork);
            }
            finally
            {
                _source = null;
            }
        }

        return _sourceIsBad == 0;
    }

    private void ScanWork(in Part part)
    {
        (int start, int end) = part.Range(_sourceLength, 1024);
        if (!FiniteScan.IsFinite(new ReadOnlySpan<float>(_source + start, end - start)))
        {
            Volatile.Write(ref _sourceIsBad, 1);
        }
    }

    /// <summary>Copies samples to the order inside, by all workers where there are many.</summary>
    private void TakeIn(ReadOnlySpan<float> source, Span<float> destination, int count, int perSample, int pixels)
    {
        if (_team.Threads == 1 || source.Length < AloneLength)
        {
            SessionMemory.TakeIn(_team.Alone, count, source, destination, perSample, pixels);
            return;
        }

        fixed (float* from = source)
        fixed (float* to = destination)
        {
            _source = from;
            _destination = to;
            _sourceLength = source.Length;
            _perSample = perSample;
            _pixels = pixels;
            try
            {
                _team.Run(_takeWork);
            }
            finally
            {
                _source = null;
                _destination = null;
            }
        }
    }

    private void TakeWork(in Part part) => SessionMemory.TakeIn(
        part,
        _sourceLength / _perSample,
        new ReadOnlySpan<float>(_source, _sourceLength),
        new Span<float>(_destination, _sourceLength),
        _perSample,
        _pixels);
}
