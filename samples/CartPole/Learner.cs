using Espalier;
using Espalier.Training;

namespace Samples.CartPole;

/// <summary>
/// REINFORCE (Williams 1992) inside a game: what a frame may cost is limited, so an update is spread over frames. Each
/// frame computes the gradients of some dozens of frames played before; they add up until all are through, then the
/// parameters move at once and the game goes on with them.
/// </summary>
internal sealed class Learner : IDisposable
{
    private const int Slice = 64, Most = 2048;
    private const float Discount = .99f;

    private readonly PolicyNet.Session _session;
    private Memory _playing = new(), _learning = new();
    private int _done;

    public Learner(PolicyNet net, float rate) => _session = net.StartTraining(new Adam(rate), Slice);

    /// <summary>Updates made.</summary>
    public int Updates { get; private set; }

    /// <summary>Whether frames of an update are still to be computed.</summary>
    public bool IsBusy => _done < _learning.Count;

    /// <summary>Keeps a frame: what was seen and what was done.</summary>
    public void Remember(ReadOnlySpan<float> state, int action) => _playing.Add(state, action);

    /// <summary>Ends an episode: each frame is worth the discounted number of frames after it.</summary>
    public void EndEpisode() => _playing.EndEpisode();

    /// <summary>Between two episodes: learns from what was played, where that is enough and the update before is through.</summary>
    public void Begin(int frames)
    {
        if (IsBusy || _playing.Count < frames)
        {
            return;
        }

        (_playing, _learning) = (_learning, _playing);
        _playing.Clear();
        _learning.Standardise();
        _done = 0;
    }

    /// <summary>A frame's share of the present update.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Work()
    {
        int count = Math.Min(Slice, _learning.Count - _done);
        if (count == 0)
        {
            return false;
        }

        _session.Forward(_learning.States.AsSpan(4 * _done, 4 * count));
        for (int i = 0; i < count; i++)
        {
            // −log π(action) · worth, the mean over all frames of the update: the gradient of the scores is (π − action) · worth / n.
            ReadOnlySpan<float> scores = _session.Output.Slice(2 * i, 2);
            float right = Policy.Right(scores);
            float weight = _learning.Worth[_done + i] / _learning.Count;
            _session.OutputGradient[2 * i] = (1 - right - (_learning.Actions[_done + i] == 0 ? 1 : 0)) * weight;
            _session.OutputGradient[(2 * i) + 1] = (right - _learning.Actions[_done + i]) * weight;
        }

        _session.Backward();
        _done += count;
        if (_done < _learning.Count)
        {
            return false;
        }

        _session.Update();
        Updates++;
        return true;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Frames, episode after episode.</summary>
    private sealed class Memory
    {
        public readonly float[] States = new float[4 * Most];
        public readonly int[] Actions = new int[Most];
        public readonly float[] Worth = new float[Most];
        private int _episode;

        public int Count { get; private set; }

        public void Clear() => Count = _episode = 0;

        public void Add(ReadOnlySpan<float> state, int action)
        {
            state.CopyTo(States.AsSpan(4 * Count));
            Actions[Count++] = action;
        }

        public void EndEpisode()
        {
            float worth = 0;
            for (int i = Count - 1; i >= _episode; i--)
            {
                Worth[i] = worth = 1 + (Discount * worth);
            }

            _episode = Count;
        }

        /// <summary>Mean 0 and deviation 1: about half of what was done is encouraged, and one rate suits every stage.</summary>
        public void Standardise()
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < Count; i++)
            {
                sum += Worth[i];
                squares += Worth[i] * (double)Worth[i];
            }

            double mean = sum / Count;
            double deviation = Math.Sqrt(Math.Max((squares / Count) - (mean * mean), 1e-12));
            for (int i = 0; i < Count; i++)
            {
                Worth[i] = (float)((Worth[i] - mean) / deviation);
            }
        }
    }
}
