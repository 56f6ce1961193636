using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Differentiation;

/// <summary>Which tensor holds the gradient of each value, and whether anybody upstream learns from it.</summary>
internal sealed class GradientMap(ProgramPlanner planner)
{
    private readonly Dictionary<Value, Buffer> _gradients = [];
    private readonly Dictionary<Value, bool> _isTrained = [];

    public bool Has(Value value) => _gradients.ContainsKey(value);

    /// <summary>The gradient's tensor, made at the first call.</summary>
    public Buffer Of(Value value)
    {
        if (!_gradients.TryGetValue(value, out Buffer? gradient))
        {
            Region region = value.Producer.Inputs.Count == 0 ? Region.InputGradient : Region.Sample;
            gradient = planner.NewBuffer("d_" + value.Name, region, value.Shape!.Length);
            _gradients.Add(value, gradient);
        }

        return gradient;
    }

    /// <summary>Lets <paramref name="value"/> have its gradient in a tensor that exists.</summary>
    public void Share(Value value, Buffer gradient) => _gradients.Add(value, gradient);

    /// <summary>Whether a parameter above the value moves; if not, its gradient is only a step on the way to the input's.</summary>
    public bool IsTrained(Value value)
    {
        if (!_isTrained.TryGetValue(value, out bool isTrained))
        {
            LayerNode producer = value.Producer;
            isTrained = producer.Kind.PassesGradient && (producer.IsTrained || producer.Inputs.Any(IsTrained));
            _isTrained.Add(value, isTrained);
        }

        return isTrained;
    }
}
