using System.Collections.Immutable;

namespace Espalier.Generator.Parsing;

/// <summary>Every name that generated code relies on. The only list of its kind.</summary>
internal static class KnownNames
{
    public const string Namespace = "Espalier";
    public const string NetworkAttribute = "NetworkAttribute";
    public const string BudgetAttribute = "BudgetAttribute";
    public const string LayerAttribute = "LayerAttribute";
    public const string BlockAttribute = "BlockAttribute";
    public const string ArgumentAttribute = "ArgumentAttribute";
    public const string UseAttribute = "UseAttribute";
    public const string WeightsAttribute = "WeightsAttribute";
    public const string Network = "Network";
    public const string StartStream = "StartStream";

    /// <summary>Namespaces that generated files import, and the types of each that they name without it.</summary>
    private static readonly (string Namespace, string[] Types)[] Imports =
    [
        ("Espalier",
        [
            "ActivationInfo", "CarriedPlace", "ClassificationSession", "DiagramNode", "DiagramRole", "Gradients", "INetwork", "IStream",
            "IStreamingNetwork", "Initializer", "InputPlace", "LoadReport", "LossInfo", "NamedShape", "Network", "NetworkDescription",
            "NetworkDiagram", "NetworkParameters", "Optimizer", "OutputPlace", "Part", "PredictionSession", "RegressionSession",
            "SessionLayout", "StreamSession", "TensorBlock", "TensorInfo", "TensorLayout", "TensorView", "TrainingSession",
        ]),
        ("Espalier.Kernels",
        [
            "AdaptiveAveragePool2D", "AdaptivePool2DShape", "Add", "Attention", "AttentionShape", "AttentionStep", "AveragePool2D",
            "BatchNorm", "BinaryCrossEntropy", "CarriedState", "ChannelsLast", "Conv1DStep", "Conv2D", "Conv2DShape",
            "ConvTranspose2D", "CustomLayer", "CustomLoss", "Dense", "DenseShape", "DenseStep", "Dropout", "Dropout2D",
            "ELU", "Elementwise", "ElementwiseLayer", "Embedding", "EmbeddingShape", "GELU", "GlobalAveragePool2D",
            "GroupNorm", "Gru", "GruStep", "HardSigmoid", "HardSwish", "Huber", "KullbackLeibler", "LayerNorm",
            "LeakyReLU", "LocalResponseNorm", "LogSoftmax", "Lstm", "LstmStep", "MaxPool2D", "Maxout",
            "MeanAbsoluteError", "MeanSquaredError", "MulticlassHinge", "Multiply", "PReLU", "PixelRows", "Pool2DShape",
            "PooledConv2D", "Positions", "PositionsStep", "RMSNorm", "ReLU", "RecurrentShape", "Rnn", "RnnStep", "SELU", "SampleLosses",
            "Scale", "SequenceSteps", "SiLU", "Sigmoid", "SmoothL1", "Softmax", "SoftmaxCrossEntropy", "Softplus",
            "Standardize", "StepsShape", "Strips", "Subtract", "Tanh", "UnitStep", "Upsample2DShape",
            "UpsampleBilinear2D", "UpsampleNearest2D", "WeightPenalty", "WinogradConv2D", "ZeroPadShape",
            "ZeroPadShortcut",
        ]),
        ("System", ["InvalidOperationException", "Math", "ReadOnlySpan", "Span"]),
        ("System.IO", ["Stream"]),
    ];

    /// <summary>Types that generated code names without their namespace, each with the namespace in which it lies.</summary>
    public static readonly ImmutableSortedDictionary<string, string> Runtime = ByName();

    /// <summary>
    /// Members that networks have, generated or inherited, some of them only where they are needed. A user's member and
    /// a layer cannot have these names.
    /// </summary>
    public static readonly ImmutableHashSet<string> Members =
    [
        "_labelScores", "Arena", "ArgMax", "BlockOf", "BlockSize", "CheckApart", "CheckInput", "CheckOutput", "CheckWhole", "Classify", "CountSamples", "Create", "Description", "Diagram",
        "Forward", "ForwardBlock", "ForwardInside", "InputBlock", "InvalidNetwork",
        "Layout", "Load", "LoadEmbedded", "NoStream", "OutputBlock", "Parameters", "Part", "Plan", "Predict", "Predictor", "Prepare", "Replicate", "Save", "Session", "SessionGradients",
        "StartPrediction", StartStream, "StartTraining", "Stream", "Summary", "Swap", "TakeWhole", "ToBytes",
    ];

    /// <summary>What the type of a layer's tensors adds to the layer's name: <c>HeadTensors</c>.</summary>
    public const string Tensors = "Tensors";

    /// <summary>Members of <c>object</c>: a user may override them, a layer cannot have their names.</summary>
    public static readonly ImmutableHashSet<string> ObjectMembers =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    private static ImmutableSortedDictionary<string, string> ByName()
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(System.StringComparer.Ordinal);
        foreach ((string @namespace, string[] types) in Imports)
        {
            foreach (string type in types)
            {
                names.Add(type, @namespace);
            }
        }

        return names.ToImmutable();
    }
}
