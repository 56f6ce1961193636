using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Every mistake in the sizes of layers: where it is shown and what it says.</summary>
public class ShapeTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Input(1, 28, 28)] [Conv2D(6, kernel: 5)] [ReLU] [MaxPool2D(2)] [Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)] [[|Conv2D(32, kernel: 5)|]] [Dense(10)]",
            "ESP0201",
            "the 5×5 kernel of Conv3 does not fit the 16×4×4 that reaches it. Trace: Input 1×28×28 → Conv1 6×24×24 → Pool1 6×12×12 → Conv2 16×8×8 → Pool2 16×4×4 → Conv3. Use kernel ≤ 4 or padding ≥ 1, or drop Pool2."
        },
        {
            "[Input(8, 13, 13)] [[|MaxPool2D(2)|]] [Dense(10)]",
            "ESP0202",
            "Pool1 would leave 1 row of the 8×13×13 image unread: (13 − 2) mod 2 = 1. Use padding 1, or stride 1, or consent with rounding: Rounding.Floor. Trace: Input 8×13×13 → Pool1."
        },
        {
            "[Input(784)] [[|Conv2D(30, kernel: 5)|]] [ReLU] [Dense(10)]",
            "ESP0203",
            "Conv1 needs an image (channels, height, width), but a vector of 784 reaches it. Put [Conv2D] above the layer that flattened the image, or declare [Input(channels, height, width)]. Trace: Input 784 → Conv1."
        },
        {
            "[Input(3)] [Dense(4)] [[|SoftmaxCrossEntropy(classWeights: [1, 2, 3])|]]",
            "ESP0210",
            "Loss has 3 numbers in classWeights, but classWeights is a number for each of the 4 classes."
        },
        {
            "[Input(3)] [Dense(2)] [[|SoftmaxCrossEntropy(classWeights: [1, -2])|]]",
            "ESP0208",
            "Loss has classWeights -2, but classWeights must be finite numbers of at least 0."
        },
        {
            "[Input(3)] [Dense(2)] [[|SoftmaxCrossEntropy(smoothing: 1)|]]",
            "ESP0208",
            "Loss has smoothing 1, but smoothing must be a number of at least 0 and below 1."
        },
        {
            "[Input(3)] [Dense(2)] [[|MeanSquaredError(weight: -1)|]]",
            "ESP0208",
            "Loss has weight -1, but weight must be a finite number of at least 0."
        },
        {
            "[Input(3)] [Dense(2)] [[|MulticlassHinge(margin: 0)|]]",
            "ESP0208",
            "Loss has margin 0, but margin must be a finite number above 0."
        },
        {
            "[Input(3)] [Dense(2)] [[|Huber(delta: 0)|]]",
            "ESP0208",
            "Loss has delta 0, but delta must be a finite number above 0."
        },
        {
            "[Input(3)] [Dense(2)] [[|SmoothL1(beta: -1)|]]",
            "ESP0208",
            "Loss has beta -1, but beta must be a finite number above 0."
        },
        {
            "[Input(3)] [Dense(2)] [[|BinaryCrossEntropy(positiveWeight: -1)|]]",
            "ESP0208",
            "Loss has positiveWeight -1, but positiveWeight must be a finite number of at least 0."
        },
        {
            "[Input(3, 4, 4)] [Conv2D(2, kernel: 1)] [[|BinaryCrossEntropy(positiveWeights: [1, 2, 3])|]]",
            "ESP0210",
            "Loss has 3 numbers in positiveWeights, but positiveWeights is a number for each of the 2 channels."
        },
        {
            "[Input(8, 16, 16)] [Tap(\"skip\")] [Conv2D(16, kernel: 3, padding: 1)] [[|Add(\"skip\")|]] [Dense(10)]",
            "ESP0205",
            "Add1 cannot add Conv1 (16×16×16) and \"skip\" (8×16×16): their shapes must be equal. Make the layers above end in the same shape. Trace: Input 8×16×16 → Conv1 16×16×16 → Add1."
        },
        {
            "[Input(6, 8, 8)] [[|Conv2D(8, kernel: 3, groups: 4)|]] [Dense(10)]",
            "ESP0206",
            "Conv1 cannot split 6 channels and 8 filters into 4 groups: the groups must divide both. Use groups: 1 or 2."
        },
        {
            "[Input(784)] [[|Dense(0)|]]",
            "ESP0207",
            "Dense1 has units 0, but units must be at least 1."
        },
        {
            "[Input(784)] [Dense(50)] [ReLU] [[|Dropout(1f)|]] [Dense(10)]",
            "ESP0208",
            "Dropout1 has probability 1, but probability must be a number of at least 0 and below 1."
        },
        {
            "[Input(8, 14, 14)] [[|MaxPool2D(2, padding: 2)|]] [Dense(10)]",
            "ESP0209",
            "Pool1 has padding 2 with a window of 2: a window could lie in the padding alone. Use padding ≤ 1."
        },
        {
            "[Input(8, 14, 14)] [[|Conv2D(16, kernel: [3, 5, 7])|]] [Dense(10)]",
            "ESP0210",
            "Conv1 has 3 numbers in kernel, but kernel is [vertical, horizontal]."
        },
        {
            "[Input(16)] [[|InstanceNorm|]] [Dense(10)]",
            "ESP0240",
            "InstanceNorm1 normalises each channel by itself, but in the 16 that reaches it that is a single value, of which nothing is left once its mean is taken off. Use [LayerNorm], which normalises the features together. Trace: Input 16 → InstanceNorm1."
        },
        {
            "[Input(8, 3, 3)] [Conv2D(4, kernel: 3)] [[|InstanceNorm|]] [Dense(10)]",
            "ESP0240",
            "InstanceNorm1 normalises each channel by itself, but in the 4×1×1 that reaches it that is a single value, of which nothing is left once its mean is taken off. Use [LayerNorm] or [GroupNorm], which normalise channels together. Trace: Input 8×3×3 → Conv1 4×1×1 → InstanceNorm1."
        },
        {
            "[Input(6)] [[|GroupNorm(6)|]] [Dense(10)]",
            "ESP0240",
            "GroupNorm1 normalises each group of channels, but in the 6 that reaches it that is a single value, of which nothing is left once its mean is taken off. Use fewer groups. Trace: Input 6 → GroupNorm1."
        },
        {
            "[Input(6)] [Dense(1)] [[|LayerNorm|]] [Dense(10)]",
            "ESP0240",
            "LayerNorm1 normalises each row of values, but in the 1 that reaches it that is a single value, of which nothing is left once its mean is taken off. Use more features, or [BatchNorm], which normalises over the batch. Trace: Input 6 → Dense1 1 → LayerNorm1."
        },
        {
            "[Input(1, 8, 8)] [[|LayerNorm(perPixel: true)|]] [Dense(10)]",
            "ESP0240",
            "LayerNorm1 normalises each row of values, but in the 1×8×8 that reaches it that is a single value, of which nothing is left once its mean is taken off. Leave perPixel out to normalise the whole image, or use more channels. Trace: Input 1×8×8 → LayerNorm1."
        },
        {
            "[Input(3, 32, 32)] [Conv2D(16, kernel: 3)] [ReLU] [Flatten] [[|Dropout2D(0.25f)|]] [Dense(10)]",
            "ESP0241",
            "Dropout1 drops whole channels of an image or features of a sequence, but a vector of 14400 reaches it. Use [Dropout], which drops single values, or put [Dropout2D] above the layer that flattened the image. Trace: Input 3×32×32 → Conv1 16×30×30 → Flatten1 14400 → Dropout1."
        },
        {
            "[Input(3, 32, 32)] [Conv2D(20, kernel: 3)] [[|GroupNorm(8)|]] [Dense(10)]",
            "ESP0242",
            "GroupNorm1 cannot split 20 channels into 8 groups of the same size. Use groups: 1, 2, 4, 5, 10 or 20. Trace: Input 3×32×32 → Conv1 20×30×30 → GroupNorm1."
        },
        {
            "[Input(7, 6)] [[|GroupNorm(4)|]] [Dense(10)]",
            "ESP0242",
            "GroupNorm1 cannot split 6 features into 4 groups of the same size. Use groups: 1, 2, 3 or 6. Trace: Input 7×6 → GroupNorm1."
        },
        {
            "[Input(8)] [[|GroupNorm(0)|]]",
            "ESP0207",
            "GroupNorm1 has groups 0, but groups must be at least 1."
        },
        {
            "[Input(8)] [[|GroupNorm(2, epsilon: -1f)|]]",
            "ESP0208",
            "GroupNorm1 has epsilon -1, but epsilon must be a finite number above 0."
        },
        {
            "[Input(8)] [[|LayerNorm(epsilon: float.NaN)|]]",
            "ESP0208",
            "LayerNorm1 has epsilon NaN, but epsilon must be a finite number above 0."
        },
        {
            "[Input(8)] [[|RMSNorm(0f)|]]",
            "ESP0208",
            "RMSNorm1 has epsilon 0, but epsilon must be a finite number above 0."
        },
        {
            "[Input(2, 4, 4)] [[|InstanceNorm(float.PositiveInfinity)|]]",
            "ESP0208",
            "InstanceNorm1 has epsilon Infinity, but epsilon must be a finite number above 0."
        },
        {
            "[Input(2, 4, 4)] [[|Dropout2D(-0.5f)|]]",
            "ESP0208",
            "Dropout1 has probability -0.5, but probability must be a number of at least 0 and below 1."
        },
        {
            "[Input(8, 4, 4)] [[|LocalResponseNorm(0)|]]",
            "ESP0207",
            "LocalResponseNorm1 has size 0, but size must be at least 1."
        },
        {
            "[Input(8, 4, 4)] [[|LocalResponseNorm(1024)|]]",
            "ESP0208",
            "LocalResponseNorm1 has size 1024, but size must be at most 1023."
        },
        {
            "[Input(8, 4, 4)] [[|LocalResponseNorm(5, alpha: -1f)|]]",
            "ESP0208",
            "LocalResponseNorm1 has alpha -1, but alpha must be a finite number of at least 0."
        },
        {
            "[Input(8, 4, 4)] [[|LocalResponseNorm(5, beta: float.NaN)|]]",
            "ESP0208",
            "LocalResponseNorm1 has beta NaN, but beta must be a finite number of at least 0."
        },
        {
            "[Input(8, 4, 4)] [[|LocalResponseNorm(5, k: 0f)|]]",
            "ESP0208",
            "LocalResponseNorm1 has k 0, but k must be a finite number above 0."
        },
        {
            "[Input(1, 4, 9)] [[|Conv2D(8, kernel: [5, 3], dilation: [1, 2])|]]",
            "ESP0201",
            "the 5×3 kernel of Conv1 does not fit the 1×4×9 that reaches it. Trace: Input 1×4×9 → Conv1. Use kernel ≤ 4 or padding ≥ 1."
        },
        {
            "[Input(1, 5, 5)] [[|Conv2D(8, kernel: 3, dilation: 3)|]]",
            "ESP0201",
            "the 3×3 kernel (spanning 7×7 at dilation 3) of Conv1 does not fit the 1×5×5 that reaches it. Trace: Input 1×5×5 → Conv1. Use kernel ≤ 2 or padding ≥ 1."
        },
        {
            "[Input(1, 4, 4)] [Conv2D(3, kernel: 1, Name = \"stem\")] [[|AveragePool2D(5)|]]",
            "ESP0201",
            "the 5×5 kernel of Pool1 does not fit the 3×4×4 that reaches it. Trace: Input 1×4×4 → stem 3×4×4 → Pool1. Use kernel ≤ 4 or padding ≥ 1."
        },
        {
            "[Input(8, 12, 13)] [[|AveragePool2D([3, 2], stride: [3, 2])|]]",
            "ESP0202",
            "Pool1 would leave 1 column of the 8×12×13 image unread: (13 − 2) mod 2 = 1. Use padding 1, or stride 1, or consent with rounding: Rounding.Floor. Trace: Input 8×12×13 → Pool1."
        },
        {
            "[Input(3, 8, 8)] [Flatten] [[|MaxPool2D(2)|]]",
            "ESP0203",
            "Pool1 needs an image (channels, height, width), but a vector of 192 reaches it. Put [MaxPool2D] above the layer that flattened the image, or declare [Input(channels, height, width)]. Trace: Input 3×8×8 → Flatten1 192 → Pool1."
        },
        {
            "[Input(64)] [[|GlobalAveragePool2D|]]",
            "ESP0203",
            "Pool1 needs an image (channels, height, width), but a vector of 64 reaches it. Put [GlobalAveragePool2D] above the layer that flattened the image, or declare [Input(channels, height, width)]. Trace: Input 64 → Pool1."
        },
        {
            "[Input(6, 8, 8)] [[|Conv2D(8, kernel: 3, groups: 3)|]]",
            "ESP0206",
            "Conv1 cannot split 6 channels and 8 filters into 3 groups: the groups must divide both. Use groups: 1 or 2."
        },
        {
            "[[|Input(0)|]] [Dense(2)]",
            "ESP0207",
            "Input has features 0, but features must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(-1, kernel: 3)|]]",
            "ESP0207",
            "Conv1 has filters -1, but filters must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(8, kernel: 0)|]]",
            "ESP0207",
            "Conv1 has kernel 0, but kernel must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(8, kernel: 3, stride: 0)|]]",
            "ESP0207",
            "Conv1 has stride 0, but stride must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(8, kernel: 3, padding: -1)|]]",
            "ESP0207",
            "Conv1 has padding -1, but padding must be at least 0."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(8, kernel: 3, dilation: 0)|]]",
            "ESP0207",
            "Conv1 has dilation 0, but dilation must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|Conv2D(8, kernel: 3, groups: 0)|]]",
            "ESP0207",
            "Conv1 has groups 0, but groups must be at least 1."
        },
        {
            "[Input(1, 8, 8)] [[|MaxPool2D([2, -2])|]]",
            "ESP0207",
            "Pool1 has kernel -2, but kernel must be at least 1."
        },
        {
            "[Input(4)] [Dense(2)] [[|LeakyReLU(-0.5f)|]]",
            "ESP0208",
            "LeakyReLU1 has slope -0.5, but slope must be a finite number of at least 0."
        },
        {
            "[Input(4)] [[|BatchNorm(epsilon: 0f)|]]",
            "ESP0208",
            "BatchNorm1 has epsilon 0, but epsilon must be a finite number above 0."
        },
        {
            "[Input(4)] [[|BatchNorm(momentum: 1.5f)|]]",
            "ESP0208",
            "BatchNorm1 has momentum 1.5, but momentum must be a number from 0 to 1."
        },
        {
            "[Input(4)] [[|Dropout(float.NaN)|]]",
            "ESP0208",
            "Dropout1 has probability NaN, but probability must be a number of at least 0 and below 1."
        },
        {
            "[Input(1, 8, 8)] [[|MaxPool2D([2, 2], padding: [1, 0, 1])|]]",
            "ESP0210",
            "Pool1 has 3 numbers in padding, but padding is [vertical, horizontal] or [top, bottom, left, right]."
        },
        {
            "[Input(32, 4)] [[|Conv2D(8, kernel: 3)|]]",
            "ESP0203",
            "Conv1 needs an image (channels, height, width), but a sequence of 32×4 reaches it. Use [Conv1D], which works along steps. Trace: Input 32×4 → Conv1."
        },
        {
            "[Input(32, 4)] [[|ConvTranspose2D(8, kernel: 3)|]]",
            "ESP0203",
            "ConvTranspose1 needs an image (channels, height, width), but a sequence of 32×4 reaches it. Declare [Input(channels, height, width)]. Trace: Input 32×4 → ConvTranspose1."
        },
        {
            "[Input(32, 4)] [[|Upsample2D(2)|]]",
            "ESP0203",
            "Upsample1 needs an image (channels, height, width), but a sequence of 32×4 reaches it. Declare [Input(channels, height, width)]. Trace: Input 32×4 → Upsample1."
        },
        {
            "[Input(32, 4)] [[|AdaptiveAveragePool2D(2, 2)|]]",
            "ESP0203",
            "Pool1 needs an image (channels, height, width), but a sequence of 32×4 reaches it. Use [AdaptiveAveragePool1D], which works along steps. Trace: Input 32×4 → Pool1."
        },
        {
            "[Input(3, 8, 8)] [[|Conv1D(8, kernel: 3)|]]",
            "ESP0211",
            "Conv1 needs a sequence (steps, features), but an image of 3×8×8 reaches it. Use [Conv2D], which works on images. Trace: Input 3×8×8 → Conv1."
        },
        {
            "[Input(3, 8, 8)] [[|GlobalMaxPool1D|]]",
            "ESP0211",
            "Pool1 needs a sequence (steps, features), but an image of 3×8×8 reaches it. Use [GlobalMaxPool2D], which works on images. Trace: Input 3×8×8 → Pool1."
        },
        {
            "[Input(32, 4)] [Flatten] [[|MaxPool1D(2)|]]",
            "ESP0211",
            "Pool1 needs a sequence (steps, features), but a vector of 128 reaches it. Put [MaxPool1D] above the layer that flattened the sequence, or declare [Input(steps, features)]. Trace: Input 32×4 → Flatten1 128 → Pool1."
        },
        {
            "[Input(4, 6)] [[|Conv1D(8, kernel: 3, dilation: 2)|]]",
            "ESP0201",
            "the 3-step kernel (spanning 5 at dilation 2) of Conv1 does not fit the 4×6 that reaches it. Trace: Input 4×6 → Conv1. Use kernel ≤ 2 or padding ≥ 1."
        },
        {
            "[Input(13, 6)] [MaxPool1D(3, stride: 1)] [[|AveragePool1D(12)|]]",
            "ESP0201",
            "the 12-step kernel of Pool2 does not fit the 11×6 that reaches it. Trace: Input 13×6 → Pool1 11×6 → Pool2. Use kernel ≤ 11 or padding ≥ 1, or drop Pool1."
        },
        {
            "[Input(13, 6)] [[|MaxPool1D(2)|]]",
            "ESP0202",
            "Pool1 would leave 1 step of the 13×6 sequence unread: (13 − 2) mod 2 = 1. Use padding 1, or stride 1, or consent with rounding: Rounding.Floor. Trace: Input 13×6 → Pool1."
        },
        {
            "[Input(8, 6)] [[|Conv1D(4, kernel: 3, Padding.Causal, stride: 2)|]]",
            "ESP0202",
            "Conv1 would leave 1 step of the 8×6 sequence unread: (8 + 2 padding − 3) mod 2 = 1. Use stride 1, or consent with rounding: Rounding.Floor. Trace: Input 8×6 → Conv1."
        },
        {
            "[Input(8, 6)] [[|Conv1D(4, kernel: 3, groups: 4)|]]",
            "ESP0206",
            "Conv1 cannot split 6 channels and 4 filters into 4 groups: the groups must divide both. Use groups: 1 or 2."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: 3, groups: 4)|]]",
            "ESP0206",
            "ConvTranspose1 cannot split 6 channels and 4 filters into 4 groups: the groups must divide both. Use groups: 1 or 2."
        },
        {
            "[Input(8, 6)] [[|Conv1D(0, kernel: 3)|]]",
            "ESP0207",
            "Conv1 has filters 0, but filters must be at least 1."
        },
        {
            "[Input(8, 6)] [[|Conv1D(4, kernel: 3, padding: [0, -1])|]]",
            "ESP0207",
            "Conv1 has padding -1, but padding must be at least 0."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: 3, outputPadding: -1)|]]",
            "ESP0207",
            "ConvTranspose1 has outputPadding -1, but outputPadding must be at least 0."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: 3, stride: 0)|]]",
            "ESP0207",
            "ConvTranspose1 has stride 0, but stride must be at least 1."
        },
        {
            "[Input(6, 4, 4)] [[|Upsample2D(0)|]]",
            "ESP0207",
            "Upsample1 has scale 0, but scale must be at least 1."
        },
        {
            "[Input(6, 4, 4)] [[|Upsample2D([2, -1])|]]",
            "ESP0207",
            "Upsample1 has scale -1, but scale must be at least 1."
        },
        {
            "[Input(6, 4, 4)] [[|AdaptiveAveragePool2D(2, 0)|]]",
            "ESP0207",
            "Pool1 has width 0, but width must be at least 1."
        },
        {
            "[Input(6, 4)] [[|AdaptiveAveragePool1D(-1)|]]",
            "ESP0207",
            "Pool1 has steps -1, but steps must be at least 1."
        },
        {
            "[Input(14, 8)] [[|MaxPool1D(2, padding: 2)|]]",
            "ESP0209",
            "Pool1 has padding 2 with a window of 2: a window could lie in the padding alone. Use padding ≤ 1."
        },
        {
            "[Input(8, 14, 14)] [[|AveragePool2D([2, 5], padding: [1, 3])|]]",
            "ESP0209",
            "Pool1 has padding 3 with a window of 5: a window could lie in the padding alone. Use padding ≤ 2."
        },
        {
            "[Input(8, 6)] [[|Conv1D(4, kernel: 3, padding: [1, 1, 1])|]]",
            "ESP0210",
            "Conv1 has 3 numbers in padding, but padding is [before, after]."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: [3, 3], outputPadding: [1])|]]",
            "ESP0210",
            "ConvTranspose1 has 1 numbers in outputPadding, but outputPadding is [vertical, horizontal]."
        },
        {
            "[Input(6, 4, 4)] [[|Upsample2D([2, 2, 2])|]]",
            "ESP0210",
            "Upsample1 has 3 numbers in scale, but scale is [vertical, horizontal]."
        },
        {
            "[Input(3, 8, 8)] [[|Conv2D(8, kernel: 3, padding: Padding.Causal)|]]",
            "ESP0212",
            "Conv1 has padding: Padding.Causal, which [Conv2D] does not have. Use Padding.Same or numbers."
        },
        {
            "[Input(8, 6)] [[|MaxPool1D(3, Padding.Causal)|]]",
            "ESP0212",
            "Pool1 has padding: Padding.Causal, which [MaxPool1D] does not have. Use Padding.Same or numbers."
        },
        {
            "[Input(8, 6)] [[|Conv1D(3, kernel: 2, (Padding)7)|]]",
            "ESP0212",
            "Conv1 has padding: Padding.7, which [Conv1D] does not have. Use Padding.Same, Padding.Causal or numbers."
        },
        {
            "[Input(3, 8, 8)] [[|Conv2D(8, kernel: 3, padding: Padding.Same, rounding: Rounding.Floor)|]]",
            "ESP0213",
            "Conv1 has rounding: Rounding.Floor, but Padding.Same fits the image to the stride, so that there is nothing to round. Leave rounding out."
        },
        {
            "[Input(8, 6)] [[|AveragePool1D(3, Padding.Same, rounding: Rounding.Ceiling)|]]",
            "ESP0213",
            "Pool1 has rounding: Rounding.Ceiling, but Padding.Same fits the sequence to the stride, so that there is nothing to round. Leave rounding out."
        },
        {
            "[Input(3, 8, 8)] [[|Conv2D(8, kernel: 3, stride: 2, rounding: Rounding.Ceiling)|]]",
            "ESP0213",
            "Conv1 has rounding: Rounding.Ceiling, but no position of a convolution may hang over the edge. Use Rounding.Floor, or more padding."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: 3, stride: 2, outputPadding: 2)|]]",
            "ESP0214",
            "ConvTranspose1 has outputPadding 2, but outputPadding must be below the stride (2) or the dilation (1): it only chooses among the sizes that lead to the same input. Use outputPadding ≤ 1."
        },
        {
            "[Input(6, 4, 4)] [[|ConvTranspose2D(4, kernel: [3, 3], stride: [3, 2], outputPadding: [2, 2])|]]",
            "ESP0214",
            "ConvTranspose1 has outputPadding 2, but outputPadding must be below the stride (3×2) or the dilation (1): it only chooses among the sizes that lead to the same input. Use outputPadding ≤ 2×1."
        },
        {
            "[Input(3, 8, 8)] [MaxPool2D(8)] [[|ConvTranspose2D(4, kernel: 3, padding: 2)|]]",
            "ESP0215",
            "ConvTranspose1 would make a 3×3 image out of the 3×1×1 that reaches it, and its padding takes off all of that. Use padding ≤ 1. Trace: Input 3×8×8 → Pool1 3×1×1 → ConvTranspose1."
        },
        {
            "[Input(6, 4, 4)] [[|Upsample2D(2, alignCorners: true)|]]",
            "ESP0216",
            "Upsample1 has alignCorners: true, but Interpolation.Nearest repeats pixels and has no corners to align. Use mode: Interpolation.Bilinear, or leave alignCorners out."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message)
    {
        string name = attributes.Contains("[|", StringComparison.Ordinal) ? "Net" : "[|Net|]";
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class " + name + ";", (id, message));
    }

    /// <summary>Sizes at the end of what can be counted: a message or code, never an exception.</summary>
    [Theory]
    [InlineData("[Input(3, 8, 8)] [Conv2D(8, kernel: 2147483647, padding: Padding.Same, dilation: 2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [Conv2D(8, kernel: 0, padding: Padding.Same, stride: -1)]")]
    [InlineData("[Input(3, 8, 8)] [MaxPool2D(2147483647, padding: Padding.Same, stride: 2147483647)]")]
    [InlineData("[Input(8, 3)] [Conv1D(8, kernel: 2147483647, Padding.Causal, dilation: 2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [ConvTranspose2D(8, kernel: 2147483647, stride: 2147483647, dilation: 2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [ConvTranspose2D(8, kernel: 2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [Upsample2D(2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [Upsample2D(2147483647, Interpolation.Bilinear)] [Upsample2D(2147483647)]")]
    [InlineData("[Input(3, 8, 8)] [AdaptiveAveragePool2D(2147483647, 2147483647)]")]
    [InlineData("[Input(8, 3)] [AdaptiveAveragePool1D(2147483647)]")]
    [InlineData("[Input(2147483647, 1)] [SinusoidalPositions]")]
    [InlineData("[Input(2147483647)] [ReLU]")]
    [InlineData("[Input(2147483591, 1)] [LearnedPositions]")]
    [InlineData("[Input(8, 3)] [Conv1D(2, 3, padding: [])] [MaxPool1D(2, padding: [])]")]
    [InlineData("[Input(3, 8, 8)] [Upsample2D([])] [ConvTranspose2D(2, [], outputPadding: [])]")]
    public void Extreme_sizes_break_nothing(string attributes)
    {
        Generated generated = InMemory.Generate("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class Net;");
        Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.All(InMemory.Analyze(generated.Compilation), diagnostic => Assert.StartsWith("ESP", diagnostic.Id, StringComparison.Ordinal));
    }
}
