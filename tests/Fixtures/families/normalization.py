import torch
from torch import nn

from case import Case, Flat, case, chain


@case
def batch_norm_features():
    return Case(chain(dense1=nn.Linear(6, 5, bias=False), batchnorm1=nn.BatchNorm1d(5), relu1=nn.ReLU(), dense2=nn.Linear(5, 3)),
                [6], "cross_entropy", batch=7)


@case
def batch_norm_input():
    """A large mean beside a small deviation, and options."""
    draw = lambda count: 20 + torch.randn(count, 5).double()
    return Case(chain(batchnorm1=nn.BatchNorm1d(5, eps=1e-3, momentum=0.3)), [5], batch=6, draw=draw)


@case
def batch_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, padding=1, bias=False), batchnorm1=nn.BatchNorm2d(4), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(4, 3, 2), batchnorm2=nn.BatchNorm2d(3, eps=1e-2, momentum=0.5)), [2, 4, 5])


@case
def batch_norm_wide():
    """After a biased convolution and before no activation that could be fused; channels beyond a panel."""
    return Case(chain(conv1=nn.Conv2d(2, 35, 1), batchnorm1=nn.BatchNorm2d(35), sigmoid1=nn.Sigmoid(), conv2=nn.Conv2d(35, 2, 1)),
                [2, 3, 3], batch=2)


@case
def batch_norm_depthwise():
    return Case(chain(conv1=nn.Conv2d(3, 3, 3, groups=3, bias=False), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(3, 6, 1, groups=3), batchnorm2=nn.BatchNorm2d(6), relu2=nn.ReLU()), [3, 5, 4])


@case
def batch_norm_frozen():
    """Scale and shift do not learn; the batch's statistics are used and collected all the same."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 2, 1)), [2, 4, 4],
                frozen=["batchnorm1"])


@case
def conv_frozen():
    """Nothing trainable at the bottom, and something above a frozen layer."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 4, 2), tanh1=nn.Tanh(), conv3=nn.Conv2d(4, 3, 1),
                      conv4=nn.Conv2d(3, 2, 2)), [2, 5, 5], frozen=["conv1", "conv3"])


@case
def batch_norm_flat():
    """Per feature of a flattened image, not per channel."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), batchnorm1=nn.BatchNorm1d(18), dense1=nn.Linear(18, 2)), [2, 3, 4], batch=5)
