namespace Espalier.Kernels;

/// <summary>
/// How a smaller tensor lies in a larger one: it is cut into strips of neighbouring values, which lie in the larger tensor
/// at equal distances.
/// </summary>
/// <param name="Strips">Strips in a sample.</param>
/// <param name="Length">Floats in a strip; the smaller sample has <c>Strips · Length</c>.</param>
/// <param name="Stride">Floats from one strip to the next in the larger sample, at least <paramref name="Length"/>.</param>
/// <param name="Offset">Floats before the first strip in the larger sample.</param>
/// <param name="Total">Floats in the larger sample.</param>
public readonly record struct StripShape(int Strips, int Length, int Stride, int Offset, int Total);
