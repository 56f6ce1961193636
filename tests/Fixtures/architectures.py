#!/usr/bin/python3
"""Writes the names and shapes of the tensors of published networks: one text file each in architectures/.

The modules have the structure of torchvision's (Conv, BatchNorm and Linear children of the same names, built in the same
order) and of Akamaster's pytorch_resnet_cifar10, so that their state_dicts have the published names. The first
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


class Fire(nn.Module):
    def __init__(self, inputs, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)


class ConvNorm(nn.Module):
    def __init__(self, inputs, width, kernel):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(inputs, width, kernel, bias=False), nn.BatchNorm2d(width)


class Inception(nn.Module):
    def __init__(self, inputs, width1, reduce3, width3, reduce5, width5, pooled):
        super().__init__()
        self.branch1 = ConvNorm(inputs, width1, 1)
        self.branch2 = nn.Sequential(ConvNorm(inputs, reduce3, 1), ConvNorm(reduce3, width3, 3))
        self.branch3 = nn.Sequential(ConvNorm(inputs, reduce5, 1), ConvNorm(reduce5, width5, 3))
        self.branch4 = nn.Sequential(nn.Identity(), ConvNorm(inputs, pooled, 1))


class GoogLeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = ConvNorm(3, 64, 7), ConvNorm(64, 64, 1), ConvNorm(64, 192, 3)
        inputs = 192
        for name, *widths in [("3a", 64, 96, 128, 16, 32, 32), ("3b", 128, 128, 192, 32, 96, 64), ("4a", 192, 96, 208, 16, 48, 64),
                              ("4b", 160, 112, 224, 24, 64, 64), ("4c", 128, 128, 256, 24, 64, 64), ("4d", 112, 144, 288, 32, 64, 64),
                              ("4e", 256, 160, 320, 32, 128, 128), ("5a", 256, 160, 320, 32, 128, 128), ("5b", 384, 192, 384, 48, 128, 128)]:
            setattr(self, "inception" + name, Inception(inputs, *widths))
            inputs = widths[0] + widths[2] + widths[4] + widths[5]
        self.fc = nn.Linear(inputs, 1000)


def numbered(features, classifier):
    """Children at the places that they have between activations and pools: {place: module}."""
    module = nn.Module()
    for name, children in (("features", features), ("classifier", classifier)):
        holder = nn.Module()
        for place, child in children.items():
            holder.add_module(str(place), child)
        module.add_module(name, holder)
    return module


def vgg(places):
    features, inputs = {}, 3
    for place, width in places:
        features[place], inputs = nn.Conv2d(inputs, width, 3), width
    return numbered(features, {0: nn.Linear(512 * 49, 4096), 3: nn.Linear(4096, 4096), 6: nn.Linear(4096, 1000)})


def alexnet():
    features = {0: nn.Conv2d(3, 64, 11), 3: nn.Conv2d(64, 192, 5), 6: nn.Conv2d(192, 384, 3), 8: nn.Conv2d(384, 256, 3), 10: nn.Conv2d(256, 256, 3)}
    return numbered(features, {1: nn.Linear(9216, 4096), 4: nn.Linear(4096, 4096), 6: nn.Linear(4096, 1000)})


def squeezenet():
    features, inputs = {0: nn.Conv2d(3, 64, 3)}, 64
    for place, squeeze, expand in [(3, 16, 64), (4, 16, 64), (6, 32, 128), (7, 32, 128), (9, 48, 192), (10, 48, 192), (11, 64, 256), (12, 64, 256)]:
        features[place], inputs = Fire(inputs, squeeze, expand), 2 * expand
    return numbered(features, {1: nn.Conv2d(512, 1000, 1)})


def mobilenet_v2():
    def conv(inputs, width, kernel=1, groups=1):
        return nn.Sequential(nn.Conv2d(inputs, width, kernel, groups=groups, bias=False), nn.BatchNorm2d(width))

    def inverted(inputs, width, expansion):
        hidden, layers = inputs * expansion, []
        if expansion != 1:
            layers.append(conv(inputs, hidden))
        block = nn.Module()
        block.conv = nn.Sequential(*layers, conv(hidden, hidden, 3, hidden), nn.Conv2d(hidden, width, 1, bias=False), nn.BatchNorm2d(width))
        return block

    features, inputs = [conv(3, 32, 3)], 32
    for expansion, width, count in [(1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)]:
        for _ in range(count):
            features.append(inverted(inputs, width, expansion))
            inputs = width
    features.append(conv(320, 1280))
    return numbered(dict(enumerate(features)), {1: nn.Linear(1280, 1000)})


# Published: torchvision's table of weights, and the table in Akamaster's README (0.27M; 269,722 by its own count).
NETWORKS = {
    "resnet18": (11_689_512, lambda: ResNet(BasicBlock, [2, 2, 2, 2])),
    "resnet34": (21_797_672, lambda: ResNet(BasicBlock, [3, 4, 6, 3])),
    "resnet50": (25_557_032, lambda: ResNet(Bottleneck, [3, 4, 6, 3])),
    "resnet20": (269_722, lambda: CifarResNet(3)),
    "alexnet": (61_100_840, alexnet),
    "vgg11": (132_863_336, lambda: vgg([(0, 64), (3, 128), (6, 256), (8, 256), (11, 512), (13, 512), (16, 512), (18, 512)])),
    "vgg16": (138_357_544, lambda: vgg([(0, 64), (2, 64), (5, 128), (7, 128), (10, 256), (12, 256), (14, 256), (17, 512), (19, 512), (21, 512),
                                        (24, 512), (26, 512), (28, 512)])),
    "squeezenet1_1": (1_235_496, squeezenet),
    "googlenet": (6_624_904, GoogLeNet),
    "mobilenet_v2": (3_504_872, mobilenet_v2),
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
