import torch
from torch import nn

from case import Case, Flat, case, chain
from families.normalization import RMSNorm


def factor(number):
    """A factor as float32 has it."""
    return torch.tensor(number, dtype=torch.float32).double()


def penalty(l1, l2, *names):
    """l1 · Σ |w| + l2 · Σ w² over the named parameters."""
    def of(module):
        parameters = dict(module.named_parameters())
        return sum(factor(l1) * parameters[name].abs().sum() + factor(l2) * parameters[name].pow(2).sum() for name in names)
    return of


@case
def penalty_l2():
    return Case(chain(dense1=nn.Linear(70, 17), batchnorm1=nn.BatchNorm1d(17), relu1=nn.ReLU(), dense2=nn.Linear(17, 3)), [70], "cross_entropy",
                batch=5, penalty=penalty(0, 0.02, "dense1.weight", "dense2.weight"), trained=("momentum", 0.02, 20))


@case
def penalty_l1():
    return Case(chain(conv1=nn.Conv2d(2, 5, 2), layernorm1=nn.LayerNorm([5, 3, 4]), tanh1=nn.Tanh(), flat=Flat(), dense1=nn.Linear(60, 3, bias=False)),
                [2, 4, 5], penalty=penalty(0.03, 0, "conv1.weight", "dense1.weight"))


@case
def penalty_elastic_net():
    return Case(chain(conv1=nn.Conv2d(3, 6, 2, groups=3), groupnorm1=nn.GroupNorm(2, 6), relu1=nn.ReLU(), conv2=nn.Conv2d(6, 2, 2),
                      rmsnorm1=RMSNorm([2, 2, 2], (1, 2, 3))), [3, 4, 4], trained=("momentum", 0.02, 20),
                penalty=penalty(0.01, 0.05, "conv1.weight", "conv1.bias", "groupnorm1.weight", "groupnorm1.bias", "conv2.weight", "conv2.bias", "rmsnorm1.weight"))


@case
def penalty_of_layers():
    parts = [penalty(0.01, 0.1, "dense2.weight"), penalty(0.01, 0.04, "layernorm1.weight"), penalty(0, 0.02, "dense3.weight", "dense3.bias"),
             penalty(0.01, 0.02, "dense5.weight")]
    return Case(chain(dense1=nn.Linear(6, 9), tanh1=nn.Tanh(), dense2=nn.Linear(9, 8), layernorm1=nn.LayerNorm(8), tanh2=nn.Tanh(),
                      dense3=nn.Linear(8, 7), tanh3=nn.Tanh(), dense4=nn.Linear(7, 5), tanh4=nn.Tanh(), dense5=nn.Linear(5, 3)), [6],
                frozen=["dense4"], penalty=lambda module: sum(part(module) for part in parts))


@case
def penalty_without_loss():
    parts = [penalty(0, 0.05, "dense1.weight"), penalty(0.02, 0, "dense2.weight")]
    return Case(chain(dense1=nn.Linear(5, 6), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(6, 2)), [5], None,
                penalty=lambda module: sum(part(module) for part in parts))
