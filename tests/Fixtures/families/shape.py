from torch import nn

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
