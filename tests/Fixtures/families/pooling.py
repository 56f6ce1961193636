"""Pooling: a 1×1 convolution above, so that a parameter needs the gradient."""
import math

import torch
from torch import nn

from case import Case, Flat, Mean, case, chain


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
