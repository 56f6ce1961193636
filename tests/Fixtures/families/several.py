import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case, labels, targets


class TwoInputs(nn.Module):
    """An image and some numbers, joined."""

    def __init__(self):
        super().__init__()
        self.conv1, self.dense1, self.dense2, self.dense3 = nn.Conv2d(2, 3, 3), nn.Linear(24, 6), nn.Linear(5, 6), nn.Linear(6, 4)

    def forward(self, image, hints):
        pixels = self.dense1(F.relu(self.conv1(image)).flatten(1))
        return self.dense3(torch.tanh(self.dense2(hints) + pixels))


@case
def two_inputs():
    return Case(TwoInputs(), [[2, 4, 6], [5]], "cross_entropy", batch=5)


class TwoHeads(nn.Module):
    """A trunk with a classifier and a regression on it."""

    def __init__(self):
        super().__init__()
        self.dense1, self.dense2, self.dense3 = nn.Linear(6, 9), nn.Linear(9, 5), nn.Linear(9, 2)

    def forward(self, x):
        trunk = torch.tanh(self.dense1(x))
        return self.dense2(trunk), self.dense3(trunk)


@case
def two_losses():
    return Case(TwoHeads(), [6], [labels(F.cross_entropy, 5), targets(F.mse_loss, weight=0.5)], batch=7)


@case
def two_outputs():
    """No loss: the gradients of both outputs are given, as in reinforcement learning."""
    return Case(TwoHeads(), [6], None, batch=7)


class Everything(nn.Module):
    """Two inputs, an output on the way that is read further, an image as output, and a last one."""

    def __init__(self):
        super().__init__()
        self.conv1, self.dense1, self.dense2, self.dense3 = nn.Conv2d(2, 3, 3, padding=1), nn.Linear(4, 6), nn.Linear(60, 6), nn.Linear(6, 3)

    def forward(self, image, state):
        mask = self.conv1(image)
        middle = self.dense1(state) + self.dense2(torch.sigmoid(mask).flatten(1))
        return mask, middle, self.dense3(F.relu(middle))


@case
def several_of_all():
    losses = [
        labels(F.cross_entropy, 3, [4, 5], weight=2.0),
        targets(F.l1_loss, weight=0.25),
        labels(lambda y, t: F.cross_entropy(y, t, label_smoothing=0.1), 3),
    ]
    return Case(Everything(), [[2, 4, 5], [4]], losses, batch=4)


class Same(nn.Module):
    """Two losses on one output."""

    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(4, 5)

    def forward(self, x):
        return self.dense1(x)


@case
def losses_of_one_output():
    return Case(Same(), [4], [targets(F.mse_loss), targets(F.l1_loss, weight=0.5), labels(F.cross_entropy, 5)], batch=6)


@case
def output_beside_loss():
    """The second output has no loss: its gradient is zero."""
    return Case(TwoHeads(), [6], [labels(F.cross_entropy, 5)], batch=7)
