"""Pooling: a 1×1 convolution above, so that a parameter needs the gradient."""
import math

import torch
from torch import nn

from case import Case, Flat, Mean, case, chain, steps


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


@case
def max_pool_same():
    infinite = -math.inf
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), pad1=nn.ConstantPad2d((0, 1, 1, 1), infinite), pool1=nn.MaxPool2d(3, stride=2),
                      pad2=nn.ConstantPad2d((1, 1, 0, 1), infinite), pool2=nn.MaxPool2d((2, 3), stride=1)), [2, 7, 6])


class MeanOfReal(nn.Module):
    """The mean of what of a window is real, with padding of its own at each side."""

    def __init__(self, pad, *options, **named):
        super().__init__()
        self.pad, self.pool = pad, nn.AvgPool2d(*options, **named)

    def forward(self, x):
        return self.pool(self.pad(x)) / self.pool(self.pad(torch.ones_like(x)))


@case
def average_pool_same():
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), pool1=MeanOfReal(nn.ZeroPad2d((0, 1, 0, 1)), 2, stride=1),
                      pad2=nn.ZeroPad2d((0, 0, 1, 1)), pool2=nn.AvgPool2d((3, 2))), [2, 7, 6])


@case
def max_pool1d():
    return Case(steps(dense1=nn.Linear(3, 5), pool=nn.MaxPool1d(2)), [8, 3])


@case
def max_pool1d_options():
    infinite = -math.inf
    return Case(steps(conv1=nn.Conv1d(2, 18, 1), pool1=nn.MaxPool1d(3, stride=2, padding=1),
                      pad2=nn.ConstantPad1d((0, 1), infinite), pool2=nn.MaxPool1d(2, stride=1),
                      pad3=nn.ConstantPad1d((1, 1), infinite), pool3=nn.MaxPool1d(3, stride=2),
                      pool4=nn.MaxPool1d(2, ceil_mode=True)), [9, 2])


@case
def average_pool1d():
    return Case(steps(dense1=nn.Linear(3, 5), pool=nn.AvgPool1d(3)), [9, 3])


class MeanOfRealSteps(nn.Module):
    def __init__(self, before, after, kernel):
        super().__init__()
        self.pad, self.pool = nn.ConstantPad1d((before, after), 0), nn.AvgPool1d(kernel, stride=1)

    def forward(self, x):
        x = x.transpose(1, 2)
        return (self.pool(self.pad(x)) / self.pool(self.pad(torch.ones_like(x)))).transpose(1, 2)


@case
def average_pool1d_options():
    return Case(steps(dense1=nn.Linear(2, 4), pool1=nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=False),
                      pad2=nn.ConstantPad1d((1, 0), 0), pool2=nn.AvgPool1d(2, stride=1),
                      pool3=MeanOfRealSteps(0, 1, 2), pool4=nn.AvgPool1d(4, stride=3, ceil_mode=True)), [11, 2])


@case
def adaptive_average_pool():
    return windows(nn.AdaptiveAvgPool2d((3, 2)), [2, 7, 5])


@case
def adaptive_average_pool_larger():
    """More rows than there are: windows repeat."""
    return windows(nn.AdaptiveAvgPool2d((5, 4)), [2, 3, 8], channels=18, batch=2)


@case
def adaptive_average_pool1d():
    return Case(steps(dense1=nn.Linear(3, 5), pool=nn.AdaptiveAvgPool1d(3)), [7, 3])


class Over(nn.Module):
    """One number a channel or feature, whatever the axes are."""

    def __init__(self, reduce):
        super().__init__()
        self.reduce = reduce

    def forward(self, x):
        return self.reduce(x)


@case
def global_average_pool1d():
    return Case(steps(conv1=nn.Conv1d(3, 18, 2), pool=Over(lambda x: x.mean(1)), dense1=nn.Linear(18, 3)), [6, 3], "cross_entropy")


@case
def global_max_pool():
    """After a ReLU: of equal values the first has the gradient."""
    return Case(chain(conv1=nn.Conv2d(2, 18, 2), relu1=nn.ReLU(), pool=nn.AdaptiveMaxPool2d(1), flat=Flat(), dense1=nn.Linear(18, 3)),
                [2, 4, 6], "cross_entropy")


@case
def global_max_pool1d():
    return Case(steps(conv1=nn.Conv1d(3, 5, 2), pool=Over(lambda x: x.max(1)[0]), dense1=nn.Linear(5, 3)), [6, 3], "cross_entropy")
