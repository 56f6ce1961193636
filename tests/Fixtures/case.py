"""What a case is, and the list that the modules in families/ fill."""
from collections import OrderedDict

from torch import nn

CASES = {}


class Case:
    """A module, the shape of a sample, and what the loss is: "mse", "cross_entropy" or None."""

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
