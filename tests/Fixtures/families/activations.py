import torch
from torch import nn
from torch.nn import functional as F

from case import Case, Flat, case, chain


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
def softmax_sequence():
    """Over the features of each step."""
    return Case(chain(activation=nn.Softmax(2), flat=Flat(), dense1=nn.Linear(35, 2)), [5, 7])


def on_features_by_name(name, activation):
    return Case(chain(**{"dense1": nn.Linear(5, 19), name: activation, "dense2": nn.Linear(19, 3)}), [5], batch=5)


def on_sequence(activation, features, units=3):
    return Case(chain(activation=activation, flat=Flat(), dense1=nn.Linear(features, units)), [6, 3], batch=5)


@case
def prelu():
    return on_features_by_name("prelu1", nn.PReLU())


@case
def prelu_features():
    return on_features_by_name("prelu1", nn.PReLU(19, -0.5))


@case
def prelu_image():
    return Case(chain(conv1=nn.Conv2d(2, 5, 2), prelu1=nn.PReLU(5)), [2, 4, 5])


class PreluSequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.prelu1, self.prelu2 = nn.PReLU(3, 0.6), nn.PReLU(1, 0.4)

    def forward(self, x):
        return self.prelu2(self.prelu1(x.transpose(1, 2))).transpose(1, 2)


@case
def prelu_sequence():
    return Case(PreluSequence(), [6, 3])


class PreluFlat(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.prelu1, self.prelu2, self.dense1 = nn.Conv2d(2, 3, 2), nn.PReLU(36), nn.PReLU(), nn.Linear(36, 3)

    def forward(self, x):
        a = self.prelu1(self.conv1(x).flatten(1))
        return self.dense1(self.prelu2(a) + a)


@case
def prelu_flat():
    """A slope for each value of a flattened image, in the order of PyTorch; and a frozen slope."""
    return Case(PreluFlat(), [2, 4, 5], frozen=("prelu2",))


@case
def elu():
    return on_features(nn.ELU(1.5))


@case
def elu_image():
    return on_image(nn.ELU())


@case
def selu():
    return on_features(nn.SELU())


@case
def selu_sequence():
    return on_sequence(nn.SELU(), 18)


@case
def gelu():
    return on_features(nn.GELU())


@case
def gelu_image():
    return Case(chain(conv1=nn.Conv2d(2, 5, 2), activation=nn.GELU(), conv2=nn.Conv2d(5, 2, 1)), [2, 4, 5])


@case
def gelu_tanh():
    return on_features(nn.GELU(approximate="tanh"))


@case
def silu():
    return on_features(nn.SiLU())


class SiluImage(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 5, 2)

    def forward(self, x):
        a = self.conv1(x)
        return F.silu(F.silu(a) + a)


@case
def silu_image():
    return Case(SiluImage(), [2, 4, 5])


@case
def softplus():
    return on_features(nn.Softplus())


@case
def softplus_image():
    return on_image(nn.Softplus(3, 1.5))


@case
def hard_sigmoid():
    return on_features(nn.Hardsigmoid())


@case
def hard_sigmoid_sequence():
    return on_sequence(nn.Hardsigmoid(), 18)


@case
def hard_swish():
    return on_features(nn.Hardswish())


@case
def hard_swish_image():
    return on_image(nn.Hardswish())


@case
def log_softmax():
    return on_features(nn.LogSoftmax(1))


@case
def log_softmax_image():
    return on_image(nn.LogSoftmax(1))


@case
def log_softmax_sequence():
    return Case(chain(activation=nn.LogSoftmax(2), flat=Flat(), dense1=nn.Linear(35, 2)), [5, 7])


@case
def identity():
    return Case(chain(dense1=nn.Linear(5, 6), relu1=nn.ReLU(), dense2=nn.Linear(6, 3)), [5], batch=5)


class Step(nn.Module):
    """PyTorch's heaviside has no gradient: zero times x stands for it."""

    def forward(self, x):
        return torch.heaviside(x.detach(), torch.zeros((), dtype=x.dtype)) + 0 * x


class StepBeside(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1, self.step1, self.dense2, self.dense3 = nn.Linear(5, 6), Step(), nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, x):
        a = self.dense1(x)
        return self.dense3(self.dense2(self.step1(a)) + a)


@case
def step():
    return Case(StepBeside(), [5], batch=5)


@case
def step_image():
    return on_image(Step())


class Maxout(nn.Module):
    """The greatest of each group of neighbouring channels, by its definition."""

    def __init__(self, pieces, axis=1):
        super().__init__()
        self.pieces, self.axis = pieces, axis

    def forward(self, x):
        return x.unflatten(self.axis, (x.shape[self.axis] // self.pieces, self.pieces)).max(self.axis + 1).values


@case
def maxout():
    return Case(chain(dense1=nn.Linear(5, 18), maxout=Maxout(3), dense2=nn.Linear(6, 3)), [5], batch=5)


@case
def maxout_image():
    return Case(chain(conv1=nn.Conv2d(2, 10, 2), maxout=Maxout(2)), [2, 4, 5])


@case
def maxout_sequence():
    return Case(chain(maxout=Maxout(4, 2), flat=Flat(), dense1=nn.Linear(10, 2)), [5, 8])


@case
def saturation():
    """Sums of up to a hundred: sigmoid, tanh and softmax at their ends."""
    return Case(chain(dense1=nn.Linear(4, 9), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(9, 9), tanh1=nn.Tanh(), dense3=nn.Linear(9, 6),
                      softmax1=nn.Softmax(1)), [4], batch=5, largest=40)
