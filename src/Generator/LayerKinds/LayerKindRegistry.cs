using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.LayerKinds;

/// <summary>Every kind of layer, in the order of the language guide.</summary>
internal static class LayerKindRegistry
{
    public static IReadOnlyList<LayerKind> All { get; } =
    [
        new InputKind(),
        new TokensKind(),
        new StandardizeKind(),
        new EmbeddingKind(),
        new LastStepKind(),
        new MeanOverStepsKind(),
        new RepeatStepsKind(),
        new MultiHeadAttentionKind(),
        new SinusoidalPositionsKind(),
        new LearnedPositionsKind(),
        new DenseKind(),
        new RnnKind(),
        new LstmKind(),
        new GruKind(),
        new ConvolutionKind(axes: 1),
        new ConvolutionKind(axes: 2),
        new ConvTranspose2DKind(),
        new Upsample2DKind(),
        new MaxPoolKind(axes: 1),
        new MaxPoolKind(axes: 2),
        new AveragePoolKind(axes: 1),
        new AveragePoolKind(axes: 2),
        new AdaptiveAveragePoolKind(axes: 1),
        new AdaptiveAveragePoolKind(axes: 2),
        new GlobalAveragePoolKind(axes: 1),
        new GlobalAveragePoolKind(axes: 2),
        new GlobalMaxPoolKind(axes: 1),
        new GlobalMaxPoolKind(axes: 2),
        new FlattenKind(),
        new ReshapeKind(),
        new TransposeKind(),
        new SliceKind(),
        new PadKind(),
        new BatchNormKind(),
        new LayerNormKind(),
        new GroupNormKind(),
        new InstanceNormKind(),
        new RMSNormKind(),
        new LocalResponseNormKind(),
        new DropoutKind(),
        new Dropout2DKind(),
        new ReLUKind(),
        new LeakyReLUKind(),
        new PReLUKind(),
        new ELUKind(),
        new SELUKind(),
        new GELUKind(),
        new SiLUKind(),
        new SoftplusKind(),
        new HardSigmoidKind(),
        new HardSwishKind(),
        new SigmoidKind(),
        new TanhKind(),
        new SoftmaxKind(),
        new LogSoftmaxKind(),
        new IdentityKind(),
        new StepKind(),
        new MaxoutKind(),
        new ElementwiseKind(),
        new CustomKind(),
        new TapKind(),
        new OutputKind(),
        new AddKind(),
        new SubtractKind(),
        new MultiplyKind(),
        new ConcatKind(),
        new ShortcutKind(),
        new SoftmaxCrossEntropyKind(),
        new BinaryCrossEntropyKind(),
        new MulticlassHingeKind(),
        new MeanSquaredErrorKind(),
        new MeanAbsoluteErrorKind(),
        new HuberKind(),
        new SmoothL1Kind(),
        new KullbackLeiblerKind(),
        new LossOfOnesOwnKind(),
    ];

    /// <summary>Whether all that goes into the network is sequences or tokens, so that it has streams or a reason to have none.</summary>
    public static bool TakesSequences(NetworkSpec spec)
    {
        LayerSpec[] inputs = [.. spec.Layers.Where(line => Find(line.Kind) is SourceKind)];
        return inputs.Length > 0 && inputs.All(line => line.Has("steps"));
    }

    private static readonly Dictionary<string, LayerKind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of an attribute, by its name without "Attribute"; null for one that the compiler does not know.</summary>
    public static LayerKind? Find(string name) => ByName.TryGetValue(name, out LayerKind? kind) ? kind : null;
}
