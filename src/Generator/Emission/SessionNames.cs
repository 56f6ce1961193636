using System.Linq;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Emission;

/// <summary>Which of the runtime's classes a session derives from.</summary>
internal static class SessionNames
{
    public static string BaseOf(Ports ports) => Base(ports.Inputs.Count, ports.Answers.Select(answer => answer.Kind.TakesLabels(answer.Node.Spec)).ToArray());

    /// <param name="inputs">How many inputs there are.</param>
    /// <param name="takesLabels">Of each loss, whether it takes labels.</param>
    public static string Base(int inputs, bool[] takesLabels) =>
        inputs != 1 || takesLabels.Length != 1 ? "TrainingSession"
        : takesLabels[0] ? "ClassificationSession"
        : "RegressionSession";
}
