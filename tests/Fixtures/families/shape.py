import torch
from torch import nn
from torch.nn import functional as F

from case import Case, Flat, case, chain


@case
def flatten():
    """Channel by channel, whatever the layout inside is; the next dense layer has the shape [units, channels·height·width]."""
    return Case(chain(conv1=nn.Conv2d(3, 6, 3), flat=Flat(), dense1=nn.Linear(36, 7), relu1=nn.ReLU(), dense2=nn.Linear(7, 4)),
                [3, 4, 5], "cross_entropy")


@case
def flatten_last():
    return Case(chain(conv1=nn.Conv2d(2, 5, 1), flat=Flat()), [2, 3, 4])


@case
def flatten_then_activation():
    """Something between the flattening and the dense layer."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), tanh1=nn.Tanh(), dense1=nn.Linear(36, 3)), [2, 4, 5])


class Network(nn.Module):
    """Children by name, and a function of them and the input."""

    def __init__(self, compute, **children):
        super().__init__()
        self.compute = compute
        for name, child in children.items():
            self.add_module(name, child)

    def forward(self, x):
        return self.compute(self, x)


@case
def flatten_sequence():
    return Case(chain(tanh=nn.Tanh(), flat=Flat(), dense1=nn.Linear(12, 3)), [4, 3])


@case
def reshape_to_image():
    return Case(Network(lambda net, x: net.conv1(net.dense1(x).view(-1, 2, 3, 4)), dense1=nn.Linear(24, 24), conv1=nn.Conv2d(2, 3, 2)), [24])


@case
def reshape():
    """An image as a sequence as another image."""
    return Case(Network(lambda net, x: net.conv2(torch.tanh(net.conv1(x).reshape(-1, 6, 6)).view(-1, 3, 3, 4)),
                        conv1=nn.Conv2d(2, 6, 2), conv2=nn.Conv2d(3, 2, 1)), [2, 3, 4])


@case
def reshape_image():
    return Case(Network(lambda net, x: net.dense1(net.conv2(net.conv1(x).reshape(-1, 4, 3, 3)).flatten(1)),
                        conv1=nn.Conv2d(2, 6, 2), conv2=nn.Conv2d(4, 2, 1), dense1=nn.Linear(18, 2)), [2, 3, 4])


@case
def reshape_back():
    return Case(Network(lambda net, x: net.conv2(torch.tanh(net.conv1(x))).flatten(1), conv1=nn.Conv2d(2, 6, 2), conv2=nn.Conv2d(6, 2, 1)), [2, 3, 4])


@case
def reshape_input():
    return Case(Network(lambda net, x: net.dense1(net.conv1(x.view(-1, 1, 3, 2)).flatten(1)).view(-1, 3, 2) + x.view(-1, 3, 2),
                        conv1=nn.Conv2d(1, 2, 2), dense1=nn.Linear(4, 6)), [6])


@case
def transpose():
    return Case(Network(lambda net, x: net.dense1((net.prelu1(torch.sigmoid(x)) + x).flatten(1)), prelu1=nn.PReLU(5), dense1=nn.Linear(35, 2)), [5, 7])


@case
def slice():
    def compute(net, x):
        a = net.dense1(x)
        return net.dense2(a[:, 7:] + a[:, 3:8])

    return Case(Network(compute, dense1=nn.Linear(9, 12), dense2=nn.Linear(5, 2)), [9], batch=5)


@case
def slice_image():
    return Case(Network(lambda net, x: net.conv1(x)[:, 1:5, 1:, :3], conv1=nn.Conv2d(2, 6, 2)), [2, 4, 5])


@case
def slice_sequence():
    return Case(Network(lambda net, x: net.dense1(x[:, 1:4, 2:].flatten(1)), dense1=nn.Linear(6, 2)), [5, 4])


@case
def slice_flattened():
    return Case(Network(lambda net, x: net.dense1(net.conv1(x).flatten(1)[:, 10:30]), conv1=nn.Conv2d(2, 6, 2), dense1=nn.Linear(20, 2)), [2, 3, 4])


@case
def pad():
    return Case(Network(lambda net, x: F.pad(net.dense2(F.pad(net.dense1(x), (2, 2))), (0, 3), value=1.5),
                        dense1=nn.Linear(4, 5), dense2=nn.Linear(9, 4)), [4], batch=5)


@case
def pad_image():
    def compute(net, x):
        y = net.conv2(F.pad(net.conv1(x), (1, 1, 1, 1)))
        return net.conv3(F.pad(F.pad(y, (0, 0, 1, 1), value=-0.5), (1, 0, 0, 2)))

    return Case(Network(compute, conv1=nn.Conv2d(2, 3, 2), conv2=nn.Conv2d(3, 3, 2), conv3=nn.Conv2d(3, 2, 3)), [2, 3, 4])


@case
def pad_sequence():
    return Case(Network(lambda net, x: net.dense1(F.pad(torch.tanh(F.pad(x, (0, 0, 2, 0))), (0, 0, 1, 1), value=0.25).flatten(1)),
                        dense1=nn.Linear(28, 2)), [3, 4])
