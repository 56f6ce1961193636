#!/usr/bin/python3
"""Makes the fixtures that say what PyTorch computes: one safetensors file a case in cases/.

    /usr/bin/python3 make_fixtures.py            all cases
    /usr/bin/python3 make_fixtures.py conv_dilation residual

A case is a torch module whose children bear the names of our layers (kind and number, lower case), so that its
state_dict is a weight file of ours. PyTorch computes in float64, from parameters and inputs that are float32 numbers;
the results are stored as float32: what is stored is the exact result, rounded once. The random numbers of a case depend
on its name alone, so that a new case changes no other.

A file holds, for a batch of samples:

    before.<tensor>     parameters and running statistics before anything
    input               the batch
    labels | targets | output_gradient    what the loss compares with; the last where the network has no loss
    eval.output         the output in prediction
    train.output        the output in training (batch norm by the batch)
    train.loss          the mean loss
    input_gradient, gradient.<tensor>
    after.<tensor>      parameters and running statistics after one step of SGD(0.1)
    trained.<tensor>    the same after more steps on this batch by the optimizer that the metadata names ("trained")

and optimizer_*.safetensors hold `gradients` [steps, samples, outputs] of the output of a dense layer whose inputs are
the unit vectors (so the gradients do not depend on the weights), with the parameters after some steps (`step<n>.…`).
"""
import math
import pathlib
import sys
import zlib
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F

from safetensors_file import save

FOLDER = pathlib.Path(__file__).parent / "cases"
CASES = {}


class Case:
    """A module, the shape of a sample, and what the loss is: "mse", "cross_entropy" or None."""

    def __init__(self, module, shape, loss="mse", batch=3, draw=None, frozen=(), trained=None, largest=None):
        self.module, self.shape, self.loss, self.batch = module, shape, loss, batch
        self.draw, self.frozen, self.trained, self.largest = draw, frozen, trained, largest


def case(build):
    """Registers a function that builds a Case; the function's name is the name of the file."""
    CASES[build.__name__] = build
    return build


def chain(**layers):
    return nn.Sequential(OrderedDict(layers))


class Flat(nn.Module):
    def forward(self, x):
        return x.flatten(1)


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


# ---- Dense ----------------------------------------------------------------------------------------------------------

@case
def dense():
    return Case(chain(dense1=nn.Linear(7, 5)), [7])


@case
def dense_no_bias():
    return Case(chain(dense1=nn.Linear(13, 9, bias=False), dense2=nn.Linear(9, 3)), [13], "cross_entropy", batch=5)


@case
def dense_wide():
    """More than one panel of outputs, and a tail in each layer."""
    return Case(chain(dense1=nn.Linear(19, 35), relu1=nn.ReLU(), dense2=nn.Linear(35, 17)), [19], batch=5)


@case
def dense_on_image():
    """A dense layer on an image reads it channel by channel."""
    return Case(chain(flat=Flat(), dense1=nn.Linear(24, 5)), [2, 3, 4])


@case
def dense_frozen():
    return Case(chain(dense1=nn.Linear(6, 5), tanh1=nn.Tanh(), dense2=nn.Linear(5, 4), tanh2=nn.Tanh(), dense3=nn.Linear(4, 2)),
                [6], frozen=["dense2"])


@case
def keys():
    """Foreign names of tensors."""
    module = nn.Module()
    module.features = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU())
    module.head = nn.Linear(3, 4)
    module.forward = lambda x: module.head(module.features(x).mean((2, 3)))
    return Case(module, [2, 6, 5], "cross_entropy")


# ---- Convolution ----------------------------------------------------------------------------------------------------

@case
def conv():
    return Case(chain(conv1=nn.Conv2d(3, 4, 3)), [3, 7, 6])


@case
def conv_padding():
    return Case(chain(conv1=nn.Conv2d(2, 5, 3, padding=1)), [2, 6, 5])


@case
def conv_wide_padding():
    """Padding greater than the reach of the kernel at a narrow image."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 5, padding=4)), [2, 3, 2])


@case
def conv_asymmetric():
    """Top, bottom, left, right of their own: torch pads (left, right, top, bottom) first."""
    return Case(chain(pad=nn.ZeroPad2d((2, 3, 1, 0)), conv1=nn.Conv2d(2, 3, (3, 5))), [2, 6, 7])


@case
def conv_stride():
    return Case(chain(conv1=nn.Conv2d(3, 4, (3, 2), stride=(2, 3))), [3, 9, 8])


@case
def conv_stride_padding():
    return Case(chain(conv1=nn.Conv2d(3, 5, 3, stride=2, padding=1)), [3, 7, 7])


@case
def conv_stride_beyond_kernel():
    """Steps longer than the kernel leave gaps in the input, whose gradient is zero."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 1, stride=2)), [2, 5, 6])


@case
def conv_floor():
    return Case(chain(conv1=nn.Conv2d(2, 3, 3, stride=3)), [2, 8, 7])


@case
def conv_dilation():
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, dilation=(2, 3), padding=(1, 2))), [2, 9, 10])


@case
def conv_groups():
    return Case(chain(conv1=nn.Conv2d(6, 10, 3, groups=2, padding=1)), [6, 5, 4])


@case
def conv_depthwise():
    return Case(chain(conv1=nn.Conv2d(5, 5, 3, padding=1, groups=5)), [5, 7, 6])


@case
def conv_depthwise_wide():
    """More channels than one panel, a stride, and layers above so that the input's gradient is needed."""
    return Case(chain(conv1=nn.Conv2d(2, 35, 1), conv2=nn.Conv2d(35, 35, 3, stride=2, padding=1, groups=35, bias=False)),
                [2, 5, 5], batch=2)


@case
def conv_depthwise_multiplier():
    return Case(chain(conv1=nn.Conv2d(3, 6, 3, groups=3)), [3, 5, 6])


@case
def conv_no_bias():
    return Case(chain(conv1=nn.Conv2d(3, 4, (3, 5), bias=False)), [3, 5, 8])


@case
def conv_wide():
    """More than one panel of filters and of channels."""
    return Case(chain(conv1=nn.Conv2d(3, 34, 1), relu1=nn.ReLU(), conv2=nn.Conv2d(34, 18, (1, 2)), relu2=nn.ReLU(),
                      conv3=nn.Conv2d(18, 2, 3, padding=1)), [3, 3, 5], batch=2)


@case
def conv_one_pixel():
    """A kernel as large as the image."""
    return Case(chain(conv1=nn.Conv2d(3, 5, (4, 3)), relu1=nn.ReLU(), conv2=nn.Conv2d(5, 2, 1)), [3, 4, 3])


@case
def conv_chain():
    """The gradient of the input through stride, dilation, groups and uneven padding."""
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, padding=1), conv2=nn.Conv2d(4, 6, 3, stride=2, padding=1),
                      conv3=nn.Conv2d(6, 4, (2, 3), dilation=2, padding=2, groups=2), pad=nn.ZeroPad2d((0, 2, 1, 0)),
                      conv4=nn.Conv2d(4, 3, (2, 5), stride=(2, 1))), [2, 9, 7])


@case
def conv_lossless():
    """No loss: the caller supplies the gradient of the output, an image."""
    return Case(chain(conv1=nn.Conv2d(2, 4, 3), tanh1=nn.Tanh(), conv2=nn.Conv2d(4, 3, 2)), [2, 5, 6], loss=None)


# ---- Pooling (a 1×1 convolution above, so that a parameter needs the gradient) --------------------------------------

def windows(pool, shape, channels=3, batch=3):
    return Case(chain(conv1=nn.Conv2d(shape[0], channels, 1), pool=pool), shape, batch=batch)


@case
def max_pool():
    return windows(nn.MaxPool2d(2), [2, 6, 4])


@case
def max_pool_overlap():
    return windows(nn.MaxPool2d(3, stride=2, padding=1), [2, 7, 5])


@case
def max_pool_uneven():
    return windows(nn.MaxPool2d((2, 3), stride=(1, 2), padding=(1, 1)), [3, 5, 7])


@case
def max_pool_ceiling():
    """The last row of windows hangs over; in the width the last window would start in the padding and is dropped."""
    return windows(nn.MaxPool2d(2, stride=3, padding=(0, 1), ceil_mode=True), [2, 7, 5])


@case
def max_pool_asymmetric():
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), pad=nn.ConstantPad2d((1, 0, 0, 1), -math.inf), pool=nn.MaxPool2d(3, stride=2)),
                [2, 6, 6])


@case
def max_pool_wide():
    """Channels beyond a vector, a first window in the corner, after a ReLU (ties at zero)."""
    return Case(chain(conv1=nn.Conv2d(2, 19, 1), relu1=nn.ReLU(), pool=nn.MaxPool2d(3, stride=1, padding=1)), [2, 4, 3], batch=2)


@case
def max_pool_ties():
    """Equal values: the first of a window, row by row, gets the gradient."""
    draw = lambda count: torch.randint(0, 3, (count, 5, 7, 6)).double()
    return Case(chain(pool=nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True), flat=Flat(), dense1=nn.Linear(80, 3)), [5, 7, 6], draw=draw)


@case
def average_pool():
    return windows(nn.AvgPool2d(2), [2, 4, 6])


@case
def average_pool_overlap():
    return windows(nn.AvgPool2d(3, stride=2, padding=1), [2, 7, 5])


@case
def average_pool_exclude():
    return windows(nn.AvgPool2d(3, stride=(1, 2), padding=1, count_include_pad=False), [2, 4, 7])


@case
def average_pool_ceiling():
    return windows(nn.AvgPool2d((3, 2), stride=(2, 3), padding=(1, 1), ceil_mode=True), [2, 6, 5], channels=17, batch=2)


@case
def average_pool_ceiling_exclude():
    return windows(nn.AvgPool2d((3, 2), stride=(2, 3), padding=(1, 1), ceil_mode=True, count_include_pad=False), [2, 6, 8])


@case
def average_pool_asymmetric():
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), pad=nn.ZeroPad2d((0, 1, 1, 0)), pool=nn.AvgPool2d((2, 3), stride=(2, 2))), [2, 5, 6])


@case
def global_average_pool():
    return Case(chain(conv1=nn.Conv2d(2, 18, 2), mean=Mean(), dense1=nn.Linear(18, 3)), [2, 4, 6], "cross_entropy")


# ---- Shape ----------------------------------------------------------------------------------------------------------

@case
def flatten():
    """Channel by channel, whatever the layout inside is; the next dense layer has the shape [units, channels·height·width]."""
    return Case(chain(conv1=nn.Conv2d(3, 6, 3), flat=Flat(), dense1=nn.Linear(36, 7), relu1=nn.ReLU(), dense2=nn.Linear(7, 4)),
                [3, 4, 5], "cross_entropy")


@case
def flatten_last():
    return Case(chain(conv1=nn.Conv2d(2, 5, 1), flat=Flat()), [2, 3, 4])


@case
def flatten_then_activation():
    """Something between the flattening and the dense layer."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), tanh1=nn.Tanh(), dense1=nn.Linear(36, 3)), [2, 4, 5])


# ---- Batch norm -----------------------------------------------------------------------------------------------------

@case
def batch_norm_features():
    return Case(chain(dense1=nn.Linear(6, 5, bias=False), batchnorm1=nn.BatchNorm1d(5), relu1=nn.ReLU(), dense2=nn.Linear(5, 3)),
                [6], "cross_entropy", batch=7)


@case
def batch_norm_input():
    """A large mean beside a small deviation, and options."""
    draw = lambda count: 20 + torch.randn(count, 5).double()
    return Case(chain(batchnorm1=nn.BatchNorm1d(5, eps=1e-3, momentum=0.3)), [5], batch=6, draw=draw)


@case
def batch_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, padding=1, bias=False), batchnorm1=nn.BatchNorm2d(4), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(4, 3, 2), batchnorm2=nn.BatchNorm2d(3, eps=1e-2, momentum=0.5)), [2, 4, 5])


@case
def batch_norm_wide():
    """After a biased convolution and before no activation that could be fused; channels beyond a panel."""
    return Case(chain(conv1=nn.Conv2d(2, 35, 1), batchnorm1=nn.BatchNorm2d(35), sigmoid1=nn.Sigmoid(), conv2=nn.Conv2d(35, 2, 1)),
                [2, 3, 3], batch=2)


@case
def batch_norm_depthwise():
    return Case(chain(conv1=nn.Conv2d(3, 3, 3, groups=3, bias=False), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(3, 6, 1, groups=3), batchnorm2=nn.BatchNorm2d(6), relu2=nn.ReLU()), [3, 5, 4])


@case
def batch_norm_frozen():
    """Scale and shift do not learn; the batch's statistics are used and collected all the same."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 2, 1)), [2, 4, 4],
                frozen=["batchnorm1"])


@case
def conv_frozen():
    """Nothing trainable at the bottom, and something above a frozen layer."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 4, 2), tanh1=nn.Tanh(), conv3=nn.Conv2d(4, 3, 1),
                      conv4=nn.Conv2d(3, 2, 2)), [2, 5, 5], frozen=["conv1", "conv3"])


@case
def batch_norm_flat():
    """Per feature of a flattened image, not per channel."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), batchnorm1=nn.BatchNorm1d(18), dense1=nn.Linear(18, 2)), [2, 3, 4], batch=5)


# ---- Activations ----------------------------------------------------------------------------------------------------

def on_features(activation):
    return Case(chain(dense1=nn.Linear(5, 19), activation=activation, dense2=nn.Linear(19, 3)), [5], batch=5)


def on_image(activation):
    return Case(chain(conv1=nn.Conv2d(2, 5, 2), activation=activation), [2, 4, 5])


@case
def relu():
    return on_features(nn.ReLU())


@case
def relu_image():
    return on_image(nn.ReLU())


@case
def leaky_relu():
    return on_features(nn.LeakyReLU(0.2))


@case
def leaky_relu_image():
    return on_image(nn.LeakyReLU())


@case
def sigmoid():
    return on_features(nn.Sigmoid())


@case
def sigmoid_image():
    return on_image(nn.Sigmoid())


@case
def tanh():
    return on_features(nn.Tanh())


@case
def tanh_image():
    return on_image(nn.Tanh())


@case
def softmax():
    return on_features(nn.Softmax(1))


@case
def softmax_image():
    """Over the channels of each pixel."""
    return on_image(nn.Softmax(1))


@case
def saturation():
    """Sums of up to a hundred: sigmoid, tanh and softmax at their ends."""
    return Case(chain(dense1=nn.Linear(4, 9), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(9, 9), tanh1=nn.Tanh(), dense3=nn.Linear(9, 6),
                      softmax1=nn.Softmax(1)), [4], batch=5, largest=40)


# ---- Losses ---------------------------------------------------------------------------------------------------------

@case
def cross_entropy():
    return Case(chain(dense1=nn.Linear(6, 11)), [6], "cross_entropy", batch=7)


@case
def cross_entropy_extreme():
    """Scores in the hundreds: neither exp overflows nor log gets a zero."""
    return Case(chain(dense1=nn.Linear(4, 5)), [4], "cross_entropy", batch=5, largest=200)


@case
def mean_squared_error():
    return Case(chain(dense1=nn.Linear(3, 17)), [3], batch=5)


# ---- Graphs ---------------------------------------------------------------------------------------------------------

class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        tap = torch.relu(self.conv1(x))
        return torch.relu(self.conv2(tap) + tap)


@case
def residual():
    return Case(Residual(), [2, 4, 5])


class Branches(nn.Module):
    """Three readers of one output, a sum of three, and a line that starts from above."""

    def __init__(self):
        super().__init__()
        self.stem, self.left, self.right = nn.Linear(5, 6), nn.Linear(6, 4), nn.Linear(6, 4)
        self.dense4, self.dense5 = nn.Linear(6, 4), nn.Linear(4, 2)

    def forward(self, x):
        stem = torch.tanh(self.stem(x))
        left = torch.sigmoid(self.left(stem))
        right = self.right(stem)
        return self.dense5(self.dense4(stem) + left + right)


@case
def branches():
    return Case(Branches(), [5], batch=5)


class FromInput(nn.Module):
    """The input itself is read twice."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 2, 2)

    def forward(self, x):
        return self.conv2(self.conv1(x) + x)


@case
def add_input():
    return Case(FromInput(), [3, 4, 4])


class Doubled(nn.Module):
    """A value added to itself: both gradients count. Then two sums share an output."""

    def __init__(self):
        super().__init__()
        self.dense1, self.dense2, self.dense3 = nn.Linear(4, 6), nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        a = self.dense1(x)
        doubled = a + a
        b = torch.relu(self.dense2(doubled))
        return self.dense3(b + doubled + a)


@case
def add_twice():
    return Case(Doubled(), [4], batch=5)


# ---- Whole networks -------------------------------------------------------------------------------------------------

@case
def digit_net():
    module = chain(conv1=nn.Conv2d(1, 5, 5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2), flat=Flat(),
                   dense1=nn.Linear(80, 18), relu2=nn.ReLU(), dense2=nn.Linear(18, 10))
    return Case(module, [1, 12, 12], "cross_entropy", batch=5, trained=("adam", 0.01, 6))


@case
def two_layer():
    module = chain(dense1=nn.Linear(30, 14), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(14, 10))
    return Case(module, [30], "cross_entropy", batch=6, trained=("sgd", 0.5, 10))


class ResidualNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv2, self.batchnorm2 = nn.Conv2d(6, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv3, self.batchnorm3 = nn.Conv2d(6, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv4, self.batchnorm4 = nn.Conv2d(6, 10, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(10)
        self.conv5, self.batchnorm5 = nn.Conv2d(10, 10, 3, padding=1, groups=10, bias=False), nn.BatchNorm2d(10)
        self.skip, self.batchnorm6 = nn.Conv2d(6, 10, 1, stride=2, bias=False), nn.BatchNorm2d(10)
        self.dense1 = nn.Linear(10, 5)

    def forward(self, x):
        x = torch.relu(self.batchnorm1(self.conv1(x)))
        y = torch.relu(self.batchnorm2(self.conv2(x)))
        x = torch.relu(self.batchnorm3(self.conv3(y)) + x)
        y = torch.relu(self.batchnorm4(self.conv4(x)))
        y = self.batchnorm5(self.conv5(y))
        x = torch.relu(self.batchnorm6(self.skip(x)) + y)
        return self.dense1(x.mean((2, 3)))


@case
def residual_net():
    return Case(ResidualNet(), [3, 7, 7], "cross_entropy", batch=4, trained=("nesterov", 0.05, 5))


# ---- Making them ----------------------------------------------------------------------------------------------------

def rounded(tensor):
    """The nearest float32 numbers, as float64."""
    return tensor.float().double()


def draw_parameters(case):
    """PyTorch's own initial values, with norms and running statistics that are not the neutral ones."""
    for name, module in case.module.named_modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
        elif case.largest and isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -case.largest / 4, case.largest / 4)
        if name.split(".")[0] in case.frozen:
            for parameter in module.parameters():
                parameter.requires_grad_(False)
    case.module.double()
    with torch.no_grad():
        for tensor in case.module.state_dict().values():
            tensor.copy_(rounded(tensor))


def optimizer_of(kind, rate, parameters):
    return {
        "sgd": lambda: torch.optim.SGD(parameters, rate),
        "momentum": lambda: torch.optim.SGD(parameters, rate, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(parameters, rate, momentum=0.9, nesterov=True),
        "adam": lambda: torch.optim.Adam(parameters, rate),
    }[kind]()


def stored(tensor):
    return tensor.detach().clone() if tensor.dtype == torch.int64 else tensor.detach().float()


def make(name, build):
    torch.manual_seed(zlib.crc32(name.encode()))
    case = build()
    module = case.module
    draw_parameters(case)
    tensors, metadata = OrderedDict(), {"case": name, "made_by": "PyTorch " + torch.__version__, "loss": case.loss or "none"}

    def store_state(prefix):
        for key, value in module.state_dict().items():
            tensors[prefix + key] = stored(value)

    input = rounded(case.draw(case.batch) if case.draw else torch.randn(case.batch, *case.shape).double())
    store_state("before.")
    tensors["input"] = stored(input)
    module.eval()
    output = module(input)
    tensors["eval.output"] = stored(output)
    if case.loss == "cross_entropy":
        labels = torch.randint(0, output.shape[1], (case.batch,))
        evaluate = lambda y: F.cross_entropy(y, labels)
        tensors["labels"] = labels
    elif case.loss == "mse":
        targets = rounded(torch.randn_like(output))
        evaluate = lambda y: F.mse_loss(y, targets)
        tensors["targets"] = stored(targets)
    else:
        gradient = rounded(torch.randn_like(output))
        evaluate = lambda y: (y * gradient).sum()
        tensors["output_gradient"] = stored(gradient)

    trainable = [parameter for parameter in module.parameters() if parameter.requires_grad]

    def step(optimizer, input):
        optimizer.zero_grad()
        output = module(input)
        loss = evaluate(output)
        loss.backward()
        optimizer.step()
        return output, loss

    module.train()
    input.requires_grad_(True)
    output, loss = step(optimizer_of("sgd", 0.1, trainable), input)
    tensors["train.output"] = stored(output)
    if case.loss:
        tensors["train.loss"] = stored(loss)
    tensors["input_gradient"] = stored(input.grad)
    for key, parameter in module.named_parameters():
        if parameter.requires_grad:
            tensors["gradient." + key] = stored(parameter.grad)
    store_state("after.")

    if case.trained:
        kind, rate, steps = case.trained
        metadata["trained"] = f"{kind} {rate} {steps}"
        with torch.no_grad():
            for key, value in module.state_dict().items():
                value.copy_(tensors["before." + key])
        optimizer = optimizer_of(kind, rate, trainable)
        for _ in range(steps):
            _, loss = step(optimizer, input.detach())
        tensors["trained.last_loss"] = stored(loss)
        store_state("trained.")

    assert all(torch.isfinite(tensor).all() for tensor in tensors.values()), name
    save(FOLDER / (name + ".safetensors"), tensors, metadata)


def make_optimizer(kind, rate):
    """A hundred steps on given gradients, from 1e-7 to 10 in size, some of them zero."""
    name = "optimizer_" + kind
    torch.manual_seed(zlib.crc32(b"optimizer"))
    steps, samples, outputs = 100, 5, 3
    weight = rounded(torch.randn(outputs, samples).double()).requires_grad_(True)
    bias = rounded(torch.randn(outputs).double()).requires_grad_(True)
    size = 10 ** torch.linspace(-7, 1, samples).double()
    gradients = rounded(torch.randn(steps, samples, outputs).double() * size[None, :, None])
    gradients[torch.rand(steps) < 0.1] = 0
    tensors = OrderedDict({"step0.dense1.weight": stored(weight), "step0.dense1.bias": stored(bias), "gradients": stored(gradients)})
    optimizer = optimizer_of(kind, rate, [weight, bias])
    for step in range(steps):
        weight.grad = gradients[step].t().contiguous()
        bias.grad = gradients[step].sum(0)
        optimizer.step()
        if step + 1 in (1, 2, 10, 100):
            tensors[f"step{step + 1}.dense1.weight"] = stored(weight)
            tensors[f"step{step + 1}.dense1.bias"] = stored(bias)
    save(FOLDER / (name + ".safetensors"), tensors, {"case": name, "trained": f"{kind} {rate} {steps}"})


OPTIMIZERS = {"sgd": 0.03, "momentum": 0.01, "nesterov": 0.01, "adam": 0.02}


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    for name, build in CASES.items():
        if not wanted or name in wanted:
            make(name, build)
    for kind, rate in OPTIMIZERS.items():
        if not wanted or "optimizer_" + kind in wanted:
            make_optimizer(kind, rate)


if __name__ == "__main__":
    main()
