namespace Espalier.Kernels;

/// <summary>The shape of a sequence.</summary>
/// <param name="Steps">Steps of a sample.</param>
/// <param name="Features">Floats of a step.</param>
public readonly record struct StepsShape(int Steps, int Features);
