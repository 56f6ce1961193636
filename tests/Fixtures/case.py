"""What a case is, and the list that the modules in families/ fill."""
from collections import OrderedDict

import torch
from torch import nn

CASES = {}


class Loss:
    """What an output is compared with: a function of the output and its answer, and one that draws the answer."""

    def __init__(self, evaluate, draw, weight=1.0):
        self.evaluate, self.draw, self.weight = evaluate, draw, weight


def labels(evaluate, classes, shape=(), ignored=None, weight=1.0):
    """A loss with labels: one a sample, or as many as the shape says; with `ignored`, some of them are that."""
    def draw(output):
        drawn = torch.randint(0, classes, (output.shape[0], *shape))
        if ignored is not None:
            drawn.view(-1)[1::3] = ignored
        return drawn
    return Loss(evaluate, draw, weight)


def targets(evaluate, draw=torch.randn_like, weight=1.0):
    """A loss with targets of the output's shape."""
    return Loss(evaluate, lambda output: draw(output).float().double(), weight)


class Case:
    """
    A module, the shape of a sample, and what the loss is: "mse", "cross_entropy", a Loss, or None. Of several inputs the
    shapes are a list of lists, and the module takes one argument each; of several outputs the module returns a tuple, and
    there is a list of losses, or none.
    """

    def __init__(self, module, shape, loss="mse", batch=3, draw=None, frozen=(), trained=None, largest=None, penalty=None):
        self.module, self.shape, self.loss, self.batch = module, shape, loss, batch
        self.draw, self.frozen, self.trained, self.largest = draw, frozen, trained, largest
        # What large weights cost: a function of the module, added to the loss.
        self.penalty = penalty


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


class OverSteps(nn.Module):
    """A module of (batch, channels, steps) at work on our sequences, (batch, steps, features)."""

    def __init__(self, inner):
        super().__init__()
        self.inner = [inner]  # Not a child: its parameters belong to whoever registers it.

    def forward(self, x):
        return self.inner[0](x.transpose(1, 2)).transpose(1, 2)


def steps(**layers):
    """A chain over sequences: modules of PyTorch's with channels before steps are turned around, names stay."""
    module = nn.Module()
    order = []
    for name, layer in layers.items():
        module.add_module(name, layer)
        turns = isinstance(layer, (nn.Conv1d, nn.BatchNorm1d, nn.MaxPool1d, nn.AvgPool1d, nn.AdaptiveAvgPool1d, nn.ConstantPad1d))
        order.append(OverSteps(layer) if turns else layer)

    def forward(x):
        for layer in order:
            x = layer(x)
        return x

    module.forward = forward
    return module
