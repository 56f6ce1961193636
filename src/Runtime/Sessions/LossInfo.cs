namespace Espalier;

/// <summary>A loss of a network: what it compares the output with, and how much it counts.</summary>
/// <param name="Name">Its name in the declaration.</param>
/// <param name="Answer">What the caller calls the labels or targets.</param>
/// <param name="Length">Labels, or floats of targets, per sample.</param>
/// <param name="Classes">The number of classes that labels tell apart; 0 where the loss takes targets.</param>
/// <param name="Pixels">Height × width where targets are an image of several channels; 1 for everything else.</param>
/// <param name="Weight">What the loss is multiplied by in the sum of all losses.</param>
/// <param name="Ignored">The label that counts for nothing; null where there is none.</param>
/// <param name="ClassWeights">How much a label of each class counts; null where all count the same.</param>
public readonly record struct LossInfo(
    string Name,
    string Answer,
    int Length,
    int Classes = 0,
    int Pixels = 1,
    float Weight = 1,
    int? Ignored = null,
    float[]? ClassWeights = null);
