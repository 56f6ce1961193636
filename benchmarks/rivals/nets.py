"""The networks of the comparison for PyTorch. Children bear the names of our layers, so that a state_dict is our file."""
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


def chain(**layers):
    return nn.Sequential(OrderedDict(layers))


def mlp(activation):
    return chain(dense1=nn.Linear(784, 50), activation=activation, dense2=nn.Linear(50, 10))


def simpleconv():
    return chain(conv1=nn.Conv2d(1, 30, 5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2), flatten=nn.Flatten(),
                 dense1=nn.Linear(30 * 12 * 12, 100), relu2=nn.ReLU(), dense2=nn.Linear(100, 10))


def cifarnet():
    return chain(conv1=nn.Conv2d(3, 32, 3, padding=1), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2), batchnorm1=nn.BatchNorm2d(32),
                 conv2=nn.Conv2d(32, 128, 3, padding=1), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2), batchnorm2=nn.BatchNorm2d(128),
                 conv3=nn.Conv2d(128, 256, 3, padding=1), relu3=nn.ReLU(), pool3=nn.MaxPool2d(2), flatten=nn.Flatten(),
                 dense1=nn.Linear(4096, 1024))


class Basic(nn.Module):
    """He and others 2015, with the shortcut that takes every second pixel and pads channels with zeros (option A)."""

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.batchnorm2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.stride, self.pad = stride, (width - inputs) // 2

    def forward(self, x):
        y = F.relu(self.batchnorm1(self.conv1(x)))
        y = self.batchnorm2(self.conv2(y))
        if self.pad:
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.pad, self.pad))
        return F.relu(x + y)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(Basic(16, 16, 1), Basic(16, 16, 1), Basic(16, 16, 1))
        self.layer2 = nn.Sequential(Basic(16, 32, 2), Basic(32, 32, 1), Basic(32, 32, 1))
        self.layer3 = nn.Sequential(Basic(32, 64, 2), Basic(64, 64, 1), Basic(64, 64, 1))
        self.dense1 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.batchnorm1(self.conv1(x)))
        return self.dense1(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


class CharLstm(nn.Module):
    vocabulary = 65

    def __init__(self):
        super().__init__()
        self.embedding1, self.lstm1, self.dense1 = nn.Embedding(65, 64), nn.LSTM(64, 128, 2, batch_first=True), nn.Linear(128, 65)

    def forward(self, x):
        return self.dense1(self.lstm1(self.embedding1(x))[0])


class CharLstmStep(CharLstm):
    """One step of it, whose state comes and goes: ONNX Runtime has no other form of a stream."""
    states = [(2, 1, 128), (2, 1, 128)]

    def __init__(self):
        super().__init__()
        self.lstm1.batch_first = False

    def forward(self, x, h, c):
        y, (h, c) = self.lstm1(self.embedding1(x), (h, c))
        return self.dense1(y), h, c


class Gru8Step(nn.Module):
    states = [(1, 1, 8)]

    def __init__(self):
        super().__init__()
        self.gru1, self.dense1 = nn.GRU(1, 8), nn.Linear(8, 1)

    def forward(self, x, h):
        y, h = self.gru1(x, h)
        return self.dense1(y), h


# Steps of a stream on which all sides are compared.
STEPS = 64

# Name: how to make it, the shape of a sample, classes (None: nothing to train).
NETS = {
    "mlp_sigmoid": (lambda: mlp(nn.Sigmoid()), [784], 10),
    "mlp_relu": (lambda: mlp(nn.ReLU()), [784], 10),
    "simpleconv": (simpleconv, [1, 28, 28], 10),
    "cifarnet": (cifarnet, [3, 32, 32], 1024),
    "resnet20": (ResNet20, [3, 32, 32], 10),
    "charlstm": (CharLstm, [64], 65),
    "charlstm_step": (CharLstmStep, [], None),
    "gru8_step": (Gru8Step, [1], None),
    "conv64": (lambda: chain(conv1=nn.Conv2d(64, 64, 3, padding=1, bias=False)), [64, 56, 56], None),
    "gemm1024": (lambda: chain(dense1=nn.Linear(1024, 1024, bias=False)), [1024], None),
}


def sample(module, shape, batch):
    """A batch; of a stream, the inputs of its steps, each a sequence of one step."""
    vocabulary = getattr(module, "vocabulary", None)
    if hasattr(module, "states"):
        shape, batch = [1, 1, *shape], STEPS
    return torch.randn(batch, *shape) if vocabulary is None else torch.randint(0, vocabulary, (batch, *shape))


def arguments(module, x):
    """What a call takes: the batch, or the first step of a stream and the state before it."""
    return (x[0], *(torch.zeros(size) for size in module.states)) if hasattr(module, "states") else (x,)


def predict(module, x):
    """The outputs of a batch, or of all steps of a stream."""
    if not hasattr(module, "states"):
        return module(x)
    y, state = [], arguments(module, x)[1:]
    for step in x:
        row, *state = module(step, *state)
        y.append(row.flatten())
    return torch.stack(y)


def loss(module, x, labels):
    return F.cross_entropy(module(x).flatten(0, -2), labels)


def labels(module, shape, classes, batch):
    steps = shape[0] if hasattr(module, "vocabulary") else 1
    return torch.randint(0, classes, (batch * steps,))


def make(name):
    torch.manual_seed(0)
    build, shape, classes = NETS[name]
    module = build()
    for child in module.modules():
        if isinstance(child, nn.BatchNorm2d):
            nn.init.uniform_(child.weight, 0.5, 1.5)
            nn.init.uniform_(child.bias, -0.5, 0.5)
            child.running_mean.normal_(0, 0.5)
            child.running_var.uniform_(0.5, 2)
    return module, shape, classes
