import torch
from torch import nn

from case import Case, Flat, case, chain


@case
def digit_net():
    module = chain(conv1=nn.Conv2d(1, 5, 5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2), flat=Flat(),
                   dense1=nn.Linear(80, 18), relu2=nn.ReLU(), dense2=nn.Linear(18, 10))
    return Case(module, [1, 12, 12], "cross_entropy", batch=5, trained=("adam", 0.01, 6))


@case
def two_layer():
    module = chain(dense1=nn.Linear(30, 14), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(14, 10))
    return Case(module, [30], "cross_entropy", batch=6, trained=("sgd", 0.5, 10))


class ResidualNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.batchnorm1 = nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv2, self.batchnorm2 = nn.Conv2d(6, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv3, self.batchnorm3 = nn.Conv2d(6, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.conv4, self.batchnorm4 = nn.Conv2d(6, 10, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(10)
        self.conv5, self.batchnorm5 = nn.Conv2d(10, 10, 3, padding=1, groups=10, bias=False), nn.BatchNorm2d(10)
        self.skip, self.batchnorm6 = nn.Conv2d(6, 10, 1, stride=2, bias=False), nn.BatchNorm2d(10)
        self.dense1 = nn.Linear(10, 5)

    def forward(self, x):
        x = torch.relu(self.batchnorm1(self.conv1(x)))
        y = torch.relu(self.batchnorm2(self.conv2(x)))
        x = torch.relu(self.batchnorm3(self.conv3(y)) + x)
        y = torch.relu(self.batchnorm4(self.conv4(x)))
        y = self.batchnorm5(self.conv5(y))
        x = torch.relu(self.batchnorm6(self.skip(x)) + y)
        return self.dense1(x.mean((2, 3)))


@case
def residual_net():
    return Case(ResidualNet(), [3, 7, 7], "cross_entropy", batch=4, trained=("nesterov", 0.05, 5))
