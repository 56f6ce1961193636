namespace Espalier.Kernels;

/// <summary>The shape of one direction of one recurrent layer.</summary>
/// <param name="Hidden">Units: floats of the state.</param>
/// <param name="Steps">Steps of the sequence.</param>
/// <param name="Directions">Directions side by side in the output, 1 or 2.</param>
/// <param name="Direction">0 runs from the first step to the last, 1 from the last to the first.</param>
/// <param name="States">Vectors of <paramref name="Hidden"/> floats in what holds the initial states of a sample: layers · directions.</param>
/// <param name="State">The place of this layer and direction among them.</param>
public readonly record struct RecurrentShape(int Hidden, int Steps, int Directions = 1, int Direction = 0, int States = 1, int State = 0);
