#!/usr/bin/python3
"""Computes whole networks, forward and backward in double precision: one small file each in whole/.

Their weights are not stored: `draws` gives them here and in tests/EndToEnd.Tests/Support/Draws.cs from the names of the
tensors. A file holds
    eval.output              the output with running statistics, before the step
    train.output, train.loss
    input_gradient           two numbers, as for parameters
    gradient.<tensor>        the norm of the gradient, and its product with `draws("probe:" + name)`
of the mean cross-entropy, for samples `draws("input")` and labels 0, 1, …
"""
import pathlib
from collections import OrderedDict

import numpy
import torch
from torch import nn
from torch.nn import functional as F

from architectures import BasicBlock, CifarResNet, ResNet
from safetensors_file import save

FOLDER = pathlib.Path(__file__).parent / "whole"


def draws(name, count):
    """Numbers from -1 to below 1 with 24 bits, by hashing name and index."""
    key = 2166136261
    for letter in name.encode():
        key = ((key ^ letter) * 16777619) & 0xFFFFFFFF
    x = (numpy.arange(count, dtype=numpy.uint64) * 0x9E3779B9 + key) & 0xFFFFFFFF
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = ((x ^ (x >> shift)) * factor) & 0xFFFFFFFF
    x ^= x >> 16
    return (x >> 8).astype(numpy.float64) / 2 ** 23 - 1


def value(name, shape):
    """Weights as Kaiming would draw them, biases and norms near what they start as; float32 numbers as float64."""
    unit = draws(name, int(numpy.prod(shape))).reshape(shape)
    if len(shape) > 1:
        drawn = unit * numpy.sqrt(6 / numpy.prod(shape[1:]))
    elif name.endswith("running_var"):
        drawn = 1 + unit / 2
    elif name.endswith("weight"):
        drawn = 1 + unit / 4
    else:
        drawn = unit / 8
    return torch.from_numpy(drawn.astype(numpy.float32).astype(numpy.float64))


def shortcut(block, x, shape):
    if hasattr(block, "downsample"):
        return block.downsample(x)
    if x.shape == shape:
        return x
    missing = shape[1] - x.shape[1]
    return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, missing // 2, missing - missing // 2))


def basic(block, x):
    y = block.bn2(block.conv2(F.relu(block.bn1(block.conv1(x)))))
    return F.relu(y + shortcut(block, x, y.shape))


class ResNet20(CifarResNet):
    def __init__(self):
        super().__init__(3)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for block in [*self.layer1, *self.layer2, *self.layer3]:
            x = basic(block, x)
        return self.linear(x.mean((2, 3)))


class ResNet18(ResNet):
    def __init__(self):
        super().__init__(BasicBlock, [2, 2, 2, 2])

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for block in [*self.layer1, *self.layer2, *self.layer3, *self.layer4]:
            x = basic(block, x)
        return self.fc(x.mean((2, 3)))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.dense1, self.dense2, self.dense3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2).flatten(1)
        return self.dense3(torch.tanh(self.dense2(torch.tanh(self.dense1(x)))))


class NotesCifarNet(nn.Module):
    """Without its dropout, whose masks are random."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 128, 3, padding=1), nn.Conv2d(128, 256, 3, padding=1)
        self.batchnorm1, self.batchnorm2, self.dense1 = nn.BatchNorm2d(32), nn.BatchNorm2d(128), nn.Linear(4096, 1024)

    def forward(self, x):
        x = self.batchnorm1(F.max_pool2d(F.relu(self.conv1(x)), 2))
        x = self.batchnorm2(F.max_pool2d(F.relu(self.conv2(x)), 2))
        return self.dense1(F.max_pool2d(F.relu(self.conv3(x)), 2).flatten(1))


# The network, the shape of a sample, and how many there are.
NETWORKS = {
    "le_net5": (LeNet5, [1, 32, 32], 5),
    "notes_cifar_net": (NotesCifarNet, [3, 32, 32], 4),
    "res_net20": (ResNet20, [3, 32, 32], 5),
    "res_net18": (ResNet18, [3, 224, 224], 2),
}


def summary(name, gradient):
    flat = gradient.numpy().ravel()
    return torch.tensor([numpy.linalg.norm(flat), flat @ draws("probe:" + name, flat.size)]).float()


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, (network, shape, count) in NETWORKS.items():
        module = network().double()
        with torch.no_grad():
            for key, tensor in module.state_dict().items():
                if not key.endswith("num_batches_tracked"):
                    tensor.copy_(value(key, tuple(tensor.shape)))
        samples = draws("input", count * int(numpy.prod(shape))).astype(numpy.float32).astype(numpy.float64)
        input = torch.from_numpy(samples.reshape([count, *shape])).requires_grad_()
        tensors = OrderedDict()
        with torch.no_grad():
            tensors["eval.output"] = module.eval()(input).float()
        output = module.train()(input)
        loss = F.cross_entropy(output, torch.arange(count))
        loss.backward()
        tensors["train.output"], tensors["train.loss"] = output.float(), loss.float().reshape(1)
        tensors["input_gradient"] = summary("input", input.grad)
        for key, parameter in module.named_parameters():
            tensors["gradient." + key] = summary(key, parameter.grad)
        save(FOLDER / (name + ".safetensors"), tensors, {"network": name})


if __name__ == "__main__":
    main()
