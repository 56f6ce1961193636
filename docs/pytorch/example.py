"""Exports a small network with random weights; a test reads what this writes and compares the outputs."""
import os
import sys

import torch
from torch import nn

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from export import export

torch.manual_seed(1)
net = nn.Sequential(
    nn.Conv2d(3, 5, 3, padding=1, bias=False),
    nn.BatchNorm2d(5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(5 * 4 * 3, 7),
)
for _ in range(10):  # gives the batch norm averages other than 0 and 1
    net(torch.randn(16, 3, 8, 6) * 2 + 1)

export(net, torch.randn(4, 3, 8, 6), sys.argv[1])
