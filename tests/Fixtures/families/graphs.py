import torch
from torch import nn

from case import Case, case


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
