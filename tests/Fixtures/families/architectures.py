"""The pieces of classic architectures, small enough for a fixture."""
import torch
from torch import nn
from torch.nn import functional as F

from case import Case, Flat, case, chain


@case
def le_net():
    return Case(chain(conv1=nn.Conv2d(1, 3, 5), tanh1=nn.Tanh(), pool1=nn.AvgPool2d(2), conv2=nn.Conv2d(3, 5, 3), tanh2=nn.Tanh(),
                      pool2=nn.AvgPool2d(2), flat=Flat(), dense1=nn.Linear(20, 11), tanh3=nn.Tanh(), dense2=nn.Linear(11, 10)),
                [1, 16, 16], "cross_entropy", trained=("adam", 0.01, 5))


@case
def alex():
    return Case(chain(conv1=nn.Conv2d(3, 4, 5, stride=2), relu1=nn.ReLU(), norm=nn.LocalResponseNorm(3, alpha=0.1), pool1=nn.MaxPool2d(3, 2),
                      conv2=nn.Conv2d(4, 6, 3, padding=1, groups=2), relu2=nn.ReLU(), flat=Flat(), dense1=nn.Linear(24, 9), relu3=nn.ReLU(),
                      dense2=nn.Linear(9, 5)), [3, 13, 13], "cross_entropy")


class Fire(nn.Module):
    def __init__(self):
        super().__init__()
        self.squeeze, self.expand1x1, self.expand3x3 = nn.Conv2d(4, 3, 1), nn.Conv2d(3, 5, 1), nn.Conv2d(3, 5, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1).mean((2, 3))


@case
def fire():
    return Case(Fire(), [4, 6, 5], "cross_entropy")


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 3, 1)
        self.reduce3, self.middle = nn.Conv2d(3, 2, 1, bias=False), nn.Conv2d(2, 4, 3, padding=1)
        self.reduce5, self.five = nn.Conv2d(3, 2, 1, bias=False), nn.Conv2d(2, 3, 5, padding=2)
        self.pooled, self.poolednorm = nn.Conv2d(3, 2, 1, bias=False), nn.BatchNorm2d(2)
        self.dense1 = nn.Linear(12 * 35, 4)

    def forward(self, x):
        one = F.relu(self.one(x))
        two = F.relu(self.middle(F.relu(self.reduce3(x))))
        three = F.relu(self.five(F.relu(self.reduce5(x))))
        four = F.relu(self.poolednorm(self.pooled(F.max_pool2d(x, 3, 1, 1))))
        return self.dense1(torch.cat([one, two, three, four], 1).flatten(1))


@case
def inception():
    return Case(Inception(), [3, 5, 7], "cross_entropy")


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(3, 9, 1, bias=False), nn.BatchNorm2d(9)
        self.conv2, self.batchnorm2 = nn.Conv2d(9, 9, 3, padding=1, groups=9, bias=False), nn.BatchNorm2d(9)
        self.conv3, self.batchnorm3 = nn.Conv2d(9, 3, 1, bias=False), nn.BatchNorm2d(3)
        self.conv4, self.batchnorm4 = nn.Conv2d(3, 3, 3, stride=2, padding=1, groups=3, bias=False), nn.BatchNorm2d(3)
        self.conv5, self.batchnorm5 = nn.Conv2d(3, 5, 1, bias=False), nn.BatchNorm2d(5)

    def forward(self, x):
        y = F.hardswish(self.batchnorm1(self.conv1(x)))
        y = F.hardswish(self.batchnorm2(self.conv2(y)))
        x = self.batchnorm3(self.conv3(y)) + x
        x = F.relu(self.batchnorm4(self.conv4(x)))
        return F.relu(self.batchnorm5(self.conv5(x))).mean((2, 3))


@case
def mobile():
    return Case(Mobile(), [3, 6, 6], "cross_entropy", batch=4)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3)
        self.conv2, self.batchnorm2 = nn.Conv2d(3, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5)
        self.conv3 = nn.Conv2d(5, 7, 3, padding=1)
        self.convtranspose1, self.conv4 = nn.ConvTranspose2d(7, 5, 2, stride=2), nn.Conv2d(10, 5, 3, padding=1)
        self.convtranspose2, self.conv5 = nn.ConvTranspose2d(5, 3, 2, stride=2), nn.Conv2d(6, 3, 3, padding=1)
        self.conv6 = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        down1 = F.relu(self.batchnorm1(self.conv1(x)))
        down2 = F.relu(self.batchnorm2(self.conv2(F.max_pool2d(down1, 2))))
        x = F.relu(self.conv3(F.max_pool2d(down2, 2)))
        x = F.relu(self.conv4(torch.cat([self.convtranspose1(x), down2], 1)))
        x = F.relu(self.conv5(torch.cat([self.convtranspose2(x), down1], 1)))
        return self.conv6(x)


@case
def u_net():
    return Case(UNet(), [2, 8, 8])


class Image(nn.Module):
    def forward(self, x):
        return x.reshape(-1, 4, 2, 2)


@case
def autoencoder():
    return Case(chain(conv1=nn.Conv2d(1, 3, 3, stride=2, padding=1), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 4, 3, stride=2, padding=1), relu2=nn.ReLU(),
                      flat=Flat(), dense1=nn.Linear(16, 5), dense2=nn.Linear(5, 16), relu3=nn.ReLU(), image=Image(),
                      convtranspose1=nn.ConvTranspose2d(4, 3, 4, stride=2, padding=1), relu4=nn.ReLU(),
                      convtranspose2=nn.ConvTranspose2d(3, 1, 4, stride=2, padding=1), sigmoid1=nn.Sigmoid()), [1, 8, 8])
