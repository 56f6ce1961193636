import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case, chain


class Bent(nn.Module):
    def forward(self, x):
        return torch.where(x > 0.5, x.clamp(min=0.25).sqrt(), torch.erf(x) / 2) + x.abs() / 4 + x


@case
def elementwise():
    return Case(chain(dense1=nn.Linear(5, 19), mish=nn.Mish(), dense2=nn.Linear(19, 3)), [5], batch=5)


class ElementwiseImage(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bent = nn.Conv2d(2, 5, 2), Bent()

    def forward(self, x):
        a = self.conv1(x)
        return self.bent(F.mish(a) + a)


@case
def elementwise_image():
    return Case(ElementwiseImage(), [2, 4, 5])


class Pairs(nn.Module):
    def forward(self, x):
        return x[:, ::2] * x[:, 1::2]


@case
def custom():
    return Case(chain(dense1=nn.Linear(5, 6), pairs=Pairs(), dense2=nn.Linear(3, 2)), [5], batch=5)


class Blend(nn.Module):
    def __init__(self, channels, options):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels))
        self.options = options

    def forward(self, x):
        plane = (x * self.weight[:, None, None]).sum(1)
        return torch.stack([option * plane for option in self.options], 1)


@case
def custom_image():
    """Images in and out, options and parameters."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), custom1=Blend(3, [0.5, -1.25]), conv2=nn.Conv2d(2, 2, 2)), [2, 4, 5])


class CustomSameShape(nn.Module):
    def __init__(self):
        super().__init__()
        self.custom1, self.custom2 = Blend(2, [2, 0]), Blend(2, [1, 1])

    def forward(self, x):
        a = self.custom1(x)
        return self.custom2(a) + a


@case
def custom_same_shape():
    return Case(CustomSameShape(), [2, 3, 2], frozen=("custom2",))
