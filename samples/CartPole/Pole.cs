using Espalier.Training;

namespace Samples.CartPole;

/// <summary>
/// A pole on a cart that is pushed left or right (Barto, Sutton and Anderson 1983), with the numbers of Gym's
/// CartPole-v1: 50 frames a second, over after 500 frames, 2.4 metres or 12 degrees.
/// </summary>
internal sealed class Pole(SeededRandom random)
{
    public const int MostFrames = 500;

    private const float Gravity = 9.8f, CartMass = 1, PoleMass = .1f, HalfLength = .5f, Force = 10, Frame = .02f;
    private const float Edge = 2.4f, Fallen = 12 * MathF.PI / 180;

    private readonly float[] _state = new float[4];
    private SeededRandom _random = random;

    /// <summary>Place, speed, angle and angular speed.</summary>
    public ReadOnlySpan<float> State => _state;

    /// <summary>Frames since the pole was set up.</summary>
    public int Frames { get; private set; }

    /// <summary>Sets the pole up, nearly upright.</summary>
    public void Reset()
    {
        Frames = 0;
        foreach (ref float value in _state.AsSpan())
        {
            value = _random.NextFloat(-.05f, .05f);
        }
    }

    /// <summary>Pushes for one frame.</summary>
    /// <param name="action">0 to the left, 1 to the right.</param>
    /// <returns>Whether the pole still stands and time is left.</returns>
    public bool Push(int action)
    {
        (float sin, float cos) = MathF.SinCos(_state[2]);
        float total = CartMass + PoleMass;
        float pushed = ((action == 1 ? Force : -Force) + (PoleMass * HalfLength * _state[3] * _state[3] * sin)) / total;
        float angular = ((Gravity * sin) - (cos * pushed)) / (HalfLength * ((4f / 3) - (PoleMass * cos * cos / total)));
        float linear = pushed - (PoleMass * HalfLength * angular * cos / total);
        _state[0] += Frame * _state[1];
        _state[1] += Frame * linear;
        _state[2] += Frame * _state[3];
        _state[3] += Frame * angular;
        return Math.Abs(_state[0]) <= Edge && Math.Abs(_state[2]) <= Fallen && ++Frames < MostFrames;
    }
}
