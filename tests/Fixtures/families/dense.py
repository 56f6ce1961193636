import torch
from torch import nn

from case import Case, Flat, case, chain


@case
def dense():
    return Case(chain(dense1=nn.Linear(7, 5)), [7])


@case
def dense_no_bias():
    return Case(chain(dense1=nn.Linear(13, 9, bias=False), dense2=nn.Linear(9, 3)), [13], "cross_entropy", batch=5)


@case
def dense_wide():
    """More than one panel of outputs, and a tail in each layer."""
    return Case(chain(dense1=nn.Linear(19, 35), relu1=nn.ReLU(), dense2=nn.Linear(35, 17)), [19], batch=5)


@case
def dense_on_image():
    """A dense layer on an image reads it channel by channel."""
    return Case(chain(flat=Flat(), dense1=nn.Linear(24, 5)), [2, 3, 4])


@case
def dense_on_sequence():
    return Case(chain(dense1=nn.Linear(4, 19), relu1=nn.ReLU(), dense2=nn.Linear(19, 3)), [7, 4])


@case
def dense_on_sequence_folded():
    """Batch norm over the features of all steps; then all steps as one vector."""
    module = chain(dense1=nn.Linear(3, 18, bias=False), batchnorm1=nn.BatchNorm1d(18), dense2=nn.Linear(18, 4), dense3=nn.Linear(20, 2))

    def forward(x):
        x = module.dense1(x)
        x = module.batchnorm1(x.transpose(1, 2)).transpose(1, 2)
        return module.dense3(module.dense2(torch.relu(x)).flatten(1))

    module.forward = forward
    return Case(module, [5, 3], "cross_entropy")


@case
def dense_frozen():
    return Case(chain(dense1=nn.Linear(6, 5), tanh1=nn.Tanh(), dense2=nn.Linear(5, 4), tanh2=nn.Tanh(), dense3=nn.Linear(4, 2)),
                [6], frozen=["dense2"])


@case
def keys():
    """Foreign names of tensors."""
    module = nn.Module()
    module.features = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU())
    module.head = nn.Linear(3, 4)
    module.forward = lambda x: module.head(module.features(x).mean((2, 3)))
    return Case(module, [2, 6, 5], "cross_entropy")
