import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case


def conv3(inputs, outputs, stride=1, bias=True):
    return nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=bias)


def zero_pad(x, channels, stride):
    """Option A: every stride-th pixel, half of the new channels before and half behind."""
    new = channels - x.shape[1]
    return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, new // 2, new - new // 2))


class Shortcuts(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = conv3(3, 4), conv3(4, 4), conv3(4, 7, 2)
        self.conv4, self.batchnorm1 = conv3(7, 6, (1, 2), bias=False), nn.BatchNorm2d(6)
        self.skip = nn.Conv2d(7, 6, 1, stride=(1, 2), bias=False)
        self.conv5 = nn.Conv2d(6, 5, 1)
        self.downsample = nn.Sequential(nn.Conv2d(6, 5, 1, bias=False), nn.BatchNorm2d(5))
        self.conv6, self.dense1 = conv3(5, 5), nn.Linear(5, 4)

    def forward(self, x):
        a = self.conv1(x)
        b = torch.relu(self.conv2(a) + a)
        c = torch.relu(self.conv3(b) + zero_pad(b, 7, 2))
        d = torch.relu(self.batchnorm1(self.conv4(c)) + self.skip(c))
        e = torch.relu(self.conv5(d) + self.downsample(d))
        return self.dense1((self.conv6(e) + e).mean([2, 3]))


@case
def shortcuts():
    return Case(Shortcuts(), [3, 8, 9], loss="cross_entropy")


class ShortcutInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=3)

    def forward(self, x):
        return self.conv1(x) + zero_pad(x, 8, 3)


@case
def shortcut_input():
    return Case(ShortcutInput(), [3, 6, 6])


class ShortcutShared(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = conv3(5, 4), conv3(4, 6, 2), nn.Conv2d(4, 6, 1, stride=2)

    def forward(self, x):
        x = self.conv1(x)
        return self.conv3(x) + torch.tanh(self.conv2(x)) + zero_pad(x, 6, 2)


@case
def shortcut_shared():
    return Case(ShortcutShared(), [5, 5, 4])


class Basic(nn.Module):
    """As in torchvision's resnet.py."""

    def __init__(self, inputs, width, stride=1):
        super().__init__()
        self.conv1, self.bn1 = conv3(inputs, width, stride, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv3(width, width, bias=False), nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or inputs != width:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = conv3(3, 4, bias=False), nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(Basic(4, 4), Basic(4, 4))
        self.layer2 = nn.Sequential(Basic(4, 6, 2), Basic(6, 6))
        self.fc = nn.Linear(6, 5)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer2(self.layer1(x)).mean([2, 3]))


@case
def blocks():
    return Case(Blocks(), [3, 8, 8], loss="cross_entropy", batch=4)


class Long(nn.Module):
    def __init__(self, inputs, filters, k, flip=False):
        super().__init__()
        kernel, padding = ((1, k), (0, (k - 1) // 2)) if flip else ((k, 1), ((k - 1) // 2, 0))
        self.conv1 = nn.Conv2d(inputs, filters, kernel, padding=padding, bias=not flip)

    def forward(self, x):
        return torch.relu(self.conv1(x))


class Branches(nn.Module):
    def __init__(self, inputs, narrow, k=5, depth=1):
        super().__init__()
        width = narrow * 2
        self.squeeze = nn.Conv2d(inputs, width, 1)
        self.tall = nn.Sequential(*[Long(width, width, k) for _ in range(depth)])
        self.wide = Long(width, width, min(k, 3), flip=True)

    def forward(self, x):
        x = torch.tanh(self.squeeze(x))
        return self.wide(x) + self.tall(x)


class NestedBlocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Branches(2, 3)
        self.second = nn.ModuleDict({"piece": nn.Sequential(Branches(6, 3, 3, 2), Branches(6, 3, 3))})
        self.third = Branches(2, 3)
        self.dense1 = nn.Linear(6 * 6 * 7, 3)

    def forward(self, x):
        first = self.first(x)
        return self.dense1((self.third(x) + first + self.second["piece"](first)).flatten(1))


@case
def nested_blocks():
    return Case(NestedBlocks(), [2, 6, 7], frozen=["third"])
