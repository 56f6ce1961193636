import torch
from torch import nn
from torch.nn import functional as F

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


class Multiply(nn.Module):
    """A product of three, and a value times itself."""

    def __init__(self):
        super().__init__()
        self.a, self.dense2, self.dense3, self.dense4 = nn.Linear(5, 6), nn.Linear(5, 6), nn.Linear(6, 6), nn.Linear(6, 2)

    def forward(self, x):
        a = self.a(x)
        product = self.dense3(a) * a * torch.sigmoid(self.dense2(x))
        return self.dense4(product * product)


@case
def multiply():
    return Case(Multiply(), [5], batch=5)


class MultiplyImage(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv1(x) * x)


@case
def multiply_image():
    return Case(MultiplyImage(), [2, 4, 5])


class SqueezeExcitation(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.dense1, self.dense2, self.conv2 = nn.Conv2d(2, 7, 2), nn.Linear(7, 3), nn.Linear(3, 7), nn.Conv2d(7, 2, 1)

    def forward(self, x):
        image = self.conv1(x)
        factors = torch.sigmoid(self.dense2(torch.relu(self.dense1(image.mean((2, 3))))))
        return self.conv2(factors[:, :, None, None] * image)


@case
def squeeze_excitation():
    return Case(SqueezeExcitation(), [2, 5, 4])


class MultiplySequence(nn.Module):
    """Two vectors and a sequence read twice."""

    def __init__(self):
        super().__init__()
        self.dense1, self.dense2 = nn.Linear(24, 6), nn.Linear(24, 2)

    def forward(self, x):
        by = self.dense1(x.flatten(1))[:, None, :]
        return self.dense2((by * x * by * x).flatten(1))


@case
def multiply_sequence():
    return Case(MultiplySequence(), [4, 6])


class AddByChannel(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.dense1, self.conv2 = nn.Conv2d(2, 5, 1), nn.Linear(60, 5), nn.Conv2d(5, 2, 1)

    def forward(self, x):
        image = self.conv1(x)
        shift = self.dense1(image.flatten(1))[:, :, None, None]
        return self.conv2(torch.relu(shift + image + shift))


@case
def add_by_channel():
    return Case(AddByChannel(), [2, 3, 4])


class AddFlattenedByChannel(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 2, 2)

    def forward(self, x):
        shift = self.conv1(x).flatten(1)[:, :, None, None]
        return shift + x + shift


@case
def add_flattened_by_channel():
    return Case(AddFlattenedByChannel(), [4, 3, 2])


class Subtract(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.dense3, self.dense4 = nn.Linear(5, 6), nn.Linear(5, 6), nn.Linear(6, 6), nn.Linear(6, 2)

    def forward(self, x):
        a = self.a(x)
        return self.dense4(self.dense3(a) - a - self.b(x) - a)


@case
def subtract():
    return Case(Subtract(), [5], batch=5)


class SubtractImage(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        return self.conv1(x) - x


@case
def subtract_image():
    return Case(SubtractImage(), [2, 4, 5])


class Concat(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(3, 5, 1), nn.Conv2d(3, 2, 3, padding=1), nn.Conv2d(13, 3, 2)

    def forward(self, x):
        one, three = torch.relu(self.conv1(x)), torch.relu(self.conv2(x))
        return self.conv3(torch.cat([F.max_pool2d(x, 3, 1, 1), one, three, x], 1))


@case
def concat():
    """Four branches of an image, the image itself among them."""
    return Case(Concat(), [3, 5, 4])


class ConcatRowsColumns(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(2, 3, 1), nn.Conv2d(3, 3, 2), nn.Conv2d(3, 3, (1, 2))

    def forward(self, x):
        a = self.conv1(x)
        tall = torch.cat([F.pad(self.conv2(a), (0, 1)), a], 2)
        return torch.cat([self.conv3(tall), tall], 3)


@case
def concat_rows_columns():
    return Case(ConcatRowsColumns(), [2, 3, 4])


class ConcatFeatures(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1, self.dense2, self.dense3 = nn.Linear(5, 6), nn.Linear(6, 3), nn.Linear(20, 2)

    def forward(self, x):
        a = torch.tanh(self.dense1(x))
        return self.dense3(torch.cat([self.dense2(a), a, x, a], 1))


@case
def concat_features():
    return Case(ConcatFeatures(), [5], batch=5)


class ConcatSequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(48, 2)

    def forward(self, x):
        wide = torch.cat([torch.sigmoid(x), x], 2)
        return self.dense1(torch.cat([torch.tanh(wide), wide], 1).flatten(1))


@case
def concat_sequence():
    return Case(ConcatSequence(), [4, 3])


class ConcatFlattened(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.dense1 = nn.Conv2d(2, 5, 2), nn.Conv2d(2, 3, 1), nn.Linear(66, 4)

    def forward(self, x):
        return self.dense1(torch.cat([self.conv2(x).flatten(1), self.conv1(x).flatten(1)], 1))


@case
def concat_flattened():
    return Case(ConcatFlattened(), [2, 3, 4])
