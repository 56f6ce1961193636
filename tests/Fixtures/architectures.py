#!/usr/bin/python3
"""Writes the names and shapes of the tensors of published networks: one text file each in architectures/.

The modules have the structure of torchvision's resnet.py (Conv, BatchNorm and Linear children of the same names, built in
the same order) and of Akamaster's pytorch_resnet_cifar10, so that their state_dicts have the published names. The first
line of a file is the published number of parameters, which is checked here.
"""
import pathlib

from torch import nn

FOLDER = pathlib.Path(__file__).parent / "architectures"


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride, downsample):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        if downsample is not None:
            self.downsample = downsample


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride, downsample):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, width * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width * 4)
        if downsample is not None:
            self.downsample = downsample


class ResNet(nn.Module):
    def __init__(self, block, layers):
        super().__init__()
        self.inputs = 64
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = self.make(block, 64, layers[0], 1)
        self.layer2 = self.make(block, 128, layers[1], 2)
        self.layer3 = self.make(block, 256, layers[2], 2)
        self.layer4 = self.make(block, 512, layers[3], 2)
        self.fc = nn.Linear(512 * block.expansion, 1000)

    def make(self, block, width, count, stride):
        outputs = width * block.expansion
        downsample = None
        if stride != 1 or self.inputs != outputs:
            downsample = nn.Sequential(nn.Conv2d(self.inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs))
        blocks = [block(self.inputs, width, stride, downsample)]
        self.inputs = outputs
        return nn.Sequential(*blocks, *[block(outputs, width, 1, None) for _ in range(1, count)])


class CifarResNet(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[BasicBlock(16, 16, 1, None) for _ in range(count)])
        self.layer2 = nn.Sequential(BasicBlock(16, 32, 2, None), *[BasicBlock(32, 32, 1, None) for _ in range(1, count)])
        self.layer3 = nn.Sequential(BasicBlock(32, 64, 2, None), *[BasicBlock(64, 64, 1, None) for _ in range(1, count)])
        self.linear = nn.Linear(64, 10)


# Published: torchvision's table of weights, and the table in Akamaster's README (0.27M; 269,722 by its own count).
NETWORKS = {
    "resnet18": (11_689_512, lambda: ResNet(BasicBlock, [2, 2, 2, 2])),
    "resnet34": (21_797_672, lambda: ResNet(BasicBlock, [3, 4, 6, 3])),
    "resnet50": (25_557_032, lambda: ResNet(Bottleneck, [3, 4, 6, 3])),
    "resnet20": (269_722, lambda: CifarResNet(3)),
}


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, (published, build) in NETWORKS.items():
        module = build()
        count = sum(parameter.numel() for parameter in module.parameters())
        assert count == published, (name, count)
        lines = [f"{count} parameters"]
        for key, tensor in module.state_dict().items():
            if not key.endswith("num_batches_tracked"):
                lines.append(f"{key} [{', '.join(str(size) for size in tensor.shape)}]")
        (FOLDER / (name + ".txt")).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
