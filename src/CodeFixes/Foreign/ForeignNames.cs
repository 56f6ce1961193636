using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Support;

namespace Espalier.CodeFixes.Foreign;

/// <summary>What PyTorch and Keras call the layers of Espalier.</summary>
internal static class ForeignNames
{
    private const string Convolution = "kernel=kernel_size,stride,padding,dilation,groups,bias", KerasConvolution = "kernel=kernel_size,stride=strides,padding", KerasPooling = "kernel=pool_size,stride=strides,padding";

    // The foreign name, ours, and the parameters in their foreign order: those that mean the same here by our names, with
    // "=" and the foreign one where it differs; nothing for those that shapes say here, as the number of inputs.
    private static readonly (string Foreign, string Layer, string Parameters)[] Table =
    [
        ("Linear", "Dense", "-in_features,units=out_features,bias"),
        ("LazyLinear", "Dense", "units=out_features,bias"),
        ("FullyConnected", "Dense", "units"),
        ("Conv1d", "Conv1D", "-in_channels,filters=out_channels," + Convolution),
        ("Conv2d", "Conv2D", "-in_channels,filters=out_channels," + Convolution),
        ("Convolution1D", "Conv1D", "filters," + KerasConvolution),
        ("Convolution2D", "Conv2D", "filters," + KerasConvolution),
        ("LazyConv2d", "Conv2D", "filters=out_channels," + Convolution),
        ("ConvTranspose2d", "ConvTranspose2D", "-in_channels,filters=out_channels,kernel=kernel_size,stride,padding,outputPadding=output_padding,groups,bias,dilation"),
        ("Conv2DTranspose", "ConvTranspose2D", "filters," + KerasConvolution),
        ("MaxPool1d", "MaxPool1D", "kernel=kernel_size,stride,padding"),
        ("MaxPool2d", "MaxPool2D", "kernel=kernel_size,stride,padding"),
        ("AvgPool1d", "AveragePool1D", "kernel=kernel_size,stride,padding"),
        ("AvgPool2d", "AveragePool2D", "kernel=kernel_size,stride,padding"),
        ("MaxPooling1D", "MaxPool1D", KerasPooling),
        ("MaxPooling2D", "MaxPool2D", KerasPooling),
        ("AveragePooling1D", "AveragePool1D", KerasPooling),
        ("AveragePooling2D", "AveragePool2D", KerasPooling),
        ("AdaptiveAvgPool1d", "AdaptiveAveragePool1D", "steps=output_size"),
        ("AdaptiveAvgPool2d", "AdaptiveAveragePool2D", "height=output_size,width"),
        ("GlobalAveragePooling1D", "GlobalAveragePool1D", ""),
        ("GlobalAveragePooling2D", "GlobalAveragePool2D", ""),
        ("GlobalMaxPooling1D", "GlobalMaxPool1D", ""),
        ("GlobalMaxPooling2D", "GlobalMaxPool2D", ""),
        ("UpSampling2D", "Upsample2D", "scale=size"),
        ("ZeroPadding2D", "Pad", "padding"),
        ("ZeroPad2d", "Pad", "padding"),
        ("BatchNorm1d", "BatchNorm", "-num_features,epsilon=eps,momentum,affine"),
        ("BatchNorm2d", "BatchNorm", "-num_features,epsilon=eps,momentum,affine"),
        ("BatchNormalization", "BatchNorm", "-axis,-momentum,epsilon"),
        ("LayerNormalization", "LayerNorm", "-axis,epsilon"),
        ("GroupNormalization", "GroupNorm", "groups"),
        ("InstanceNorm1d", "InstanceNorm", "-num_features,epsilon=eps,-momentum,affine"),
        ("InstanceNorm2d", "InstanceNorm", "-num_features,epsilon=eps,-momentum,affine"),
        ("Dropout1d", "Dropout2D", "probability=p"),
        ("Dropout2d", "Dropout2D", "probability=p"),
        ("SpatialDropout1D", "Dropout2D", "probability=rate"),
        ("SpatialDropout2D", "Dropout2D", "probability=rate"),
        ("Swish", "SiLU", ""),
        ("Concatenate", "Concat", "with"),
        ("InputLayer", "Input", "features,height,width"),
        ("CrossEntropyLoss", "SoftmaxCrossEntropy", ""),
        ("CategoricalCrossentropy", "SoftmaxCrossEntropy", ""),
        ("SparseCategoricalCrossentropy", "SoftmaxCrossEntropy", ""),
        ("BCEWithLogitsLoss", "BinaryCrossEntropy", ""),
        ("BinaryCrossentropy", "BinaryCrossEntropy", ""),
        ("MSELoss", "MeanSquaredError", ""),
        ("L1Loss", "MeanAbsoluteError", ""),
        ("SmoothL1Loss", "SmoothL1", "beta"),
        ("HuberLoss", "Huber", "delta"),
        ("KLDivLoss", "KullbackLeibler", ""),
        ("KLDivergence", "KullbackLeibler", ""),
        ("MultiMarginLoss", "MulticlassHinge", "-p,margin"),
        ("CategoricalHinge", "MulticlassHinge", ""),
        ("SimpleRNN", "Rnn", "hidden=units"),
        ("RNN", "Rnn", "-input_size,hidden=hidden_size,layers=num_layers"),
        ("LSTM", "Lstm", "-input_size,hidden=hidden_size,layers=num_layers,bias,-batch_first,dropout,bidirectional"),
        ("GRU", "Gru", "-input_size,hidden=hidden_size,layers=num_layers,bias,-batch_first,dropout,bidirectional"),
    ];

    /// <summary>The layer as Espalier writes it, without brackets; null for a name that no framework has.</summary>
    /// <param name="layer">The attribute.</param>
    /// <param name="known">The layers that the project's Espalier has.</param>
    public static string? Translate(ForeignLayer layer, IReadOnlyCollection<string> known)
    {
        if (layer is { Name: "Activation", ByPosition: [var function, ..] })
        {
            return Nearest(function.Trim('"'), known) ?? Table.Where(row => IsSame(row.Foreign, function.Trim('"'))).Select(row => row.Layer).FirstOrDefault();
        }

        foreach ((string foreign, string ours, string parameters) in Table)
        {
            if (IsSame(foreign, layer.Name) && known.Contains(ours))
            {
                IEnumerable<string> arguments = Arguments(layer, ours, parameters).Concat(layer.Properties);
                return ours + (arguments.Any() ? "(" + string.Join(", ", arguments) + ")" : "");
            }
        }

        return null;
    }

    /// <summary>The layer whose name differs by case or by one or two letters; null where there is none.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: IsSame(name, candidate) ? 0 : NearNames.Distance(name, candidate)))
        .Where(pair => pair.distance <= Math.Min(2, (name.Length - 1) / 3))
        .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static IEnumerable<string> Arguments(ForeignLayer layer, string ours, string parameters)
    {
        string[] all = parameters.Split([','], StringSplitOptions.RemoveEmptyEntries);

        // Keras knows no number of inputs: with one number too few, the first is that of outputs.
        int skipped = all.Length > 2 && all[0].StartsWith("-in", StringComparison.Ordinal) && IsWithoutInputs(layer, ours) ? 1 : 0;
        bool isFirst = true;
        for (int i = 0; i < all.Length; i++)
        {
            bool isDropped = all[i][0] == '-';
            string[] names = all[i].TrimStart('-').Split('=');
            string? value = layer.Argument(names.Last(), i - skipped) ?? (names.Length > 1 && layer.ByName.TryGetValue(names[0], out string? own) ? own : null);
            if (value is null or "\"valid\"" || isDropped)
            {
                continue;
            }

            value = value == "\"same\"" ? "Padding.Same" : value;
            yield return isFirst ? value : names[0] + ": " + value;
            isFirst = false;
            if (ours == "AdaptiveAveragePool2D" && names[0] == "height" && layer.Argument("width", 1) is null)
            {
                yield return value;
            }
        }
    }

    private static bool IsWithoutInputs(ForeignLayer layer, string ours)
    {
        int least = ours.StartsWith("Conv", StringComparison.Ordinal) ? 3 : 2;
        return !layer.ByName.Keys.Any(name => name.StartsWith("in", StringComparison.Ordinal))
            && layer.ByPosition.Count + layer.ByName.Keys.Count(name => name is "out_channels" or "out_features" or "hidden_size" or "kernel_size") < least;
    }

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
