namespace Espalier;

/// <content>Forward passes over and over, as a check of gradients needs them.</content>
public abstract partial class TrainingSession
{
    /// <summary>Starts to repeat the next forward pass; disposing of it leaves the session as if there had been none.</summary>
    internal Repetition StartRepetition() => new(this);

    /// <summary>Runs forward passes with the same random numbers, from the same carried states.</summary>
    internal readonly struct Repetition(TrainingSession session) : IDisposable
    {
        private readonly long _forwards = session._forwards;
        private readonly AlignedBuffer _carried = session.CarriedCopy();

        public double Run(Func<float> forward)
        {
            session._forwards = _forwards;
            session.Carry(_carried);
            return forward();
        }

        public void Dispose()
        {
            session._forwards = _forwards;
            session.Carry(_carried);
            session._awaitsBackward = false;
            session._backwards = 0;
        }
    }
}
