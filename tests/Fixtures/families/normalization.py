import torch
from torch import nn

from case import Case, Flat, case, chain


@case
def batch_norm_features():
    return Case(chain(dense1=nn.Linear(6, 5, bias=False), batchnorm1=nn.BatchNorm1d(5), relu1=nn.ReLU(), dense2=nn.Linear(5, 3)),
                [6], "cross_entropy", batch=7)


@case
def batch_norm_input():
    """A large mean beside a small deviation, and options."""
    draw = lambda count: 20 + torch.randn(count, 5).double()
    return Case(chain(batchnorm1=nn.BatchNorm1d(5, eps=1e-3, momentum=0.3)), [5], batch=6, draw=draw)


@case
def batch_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, padding=1, bias=False), batchnorm1=nn.BatchNorm2d(4), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(4, 3, 2), batchnorm2=nn.BatchNorm2d(3, eps=1e-2, momentum=0.5)), [2, 4, 5])


@case
def batch_norm_wide():
    """After a biased convolution and before no activation that could be fused; channels beyond a panel."""
    return Case(chain(conv1=nn.Conv2d(2, 35, 1), batchnorm1=nn.BatchNorm2d(35), sigmoid1=nn.Sigmoid(), conv2=nn.Conv2d(35, 2, 1)),
                [2, 3, 3], batch=2)


@case
def batch_norm_depthwise():
    return Case(chain(conv1=nn.Conv2d(3, 3, 3, groups=3, bias=False), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(3, 6, 1, groups=3), batchnorm2=nn.BatchNorm2d(6), relu2=nn.ReLU()), [3, 5, 4])


@case
def batch_norm_frozen():
    """Scale and shift do not learn; the batch's statistics are used and collected all the same."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), batchnorm1=nn.BatchNorm2d(3), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 2, 1)), [2, 4, 4],
                frozen=["batchnorm1"])


@case
def conv_frozen():
    """Nothing trainable at the bottom, and something above a frozen layer."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 4, 2), tanh1=nn.Tanh(), conv3=nn.Conv2d(4, 3, 1),
                      conv4=nn.Conv2d(3, 2, 2)), [2, 5, 5], frozen=["conv1", "conv3"])


@case
def batch_norm_flat():
    """Per feature of a flattened image, not per channel."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), batchnorm1=nn.BatchNorm1d(18), dense1=nn.Linear(18, 2)), [2, 3, 4], batch=5)


class OfSteps(nn.Module):
    """A torch module over (channels, steps) as one over (steps, channels)."""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class BatchNormOfSteps(OfSteps, nn.BatchNorm1d):
    pass


class GroupNormOfSteps(OfSteps, nn.GroupNorm):
    pass


class InstanceNormOfSteps(OfSteps, nn.InstanceNorm1d):
    pass


class LocalResponseNormOfSteps(OfSteps, nn.LocalResponseNorm):
    pass


class FixedBatchNorm(nn.BatchNorm2d):
    """As after .eval(), whatever the network around it does."""

    def train(self, mode=True):
        return super().train(False)


class FixedBatchNormOfFeatures(nn.BatchNorm1d):
    def train(self, mode=True):
        return super().train(False)


class LayerNormOfPixels(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class RMSNorm(nn.Module):
    """Zhang and Sennrich 2019; as torch.nn.RMSNorm of later versions, over the dimensions given."""

    def __init__(self, shape, dims, eps=torch.finfo(torch.float32).eps, affine=True):
        super().__init__()
        self.dims, self.eps = dims, eps
        self.register_parameter("weight", nn.Parameter(torch.ones(shape)) if affine else None)

    def forward(self, x):
        y = x / (x.pow(2).mean(self.dims, keepdim=True) + self.eps).sqrt()
        return y if self.weight is None else y * self.weight


def without_bias(norm):
    """PyTorch 1.13 has no such option."""
    norm.register_parameter("bias", None)
    return norm


class LayerNormWithoutBias(nn.LayerNorm):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        without_bias(self)


class LayerNormOfPixelsWithoutBias(LayerNormOfPixels):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        without_bias(self)


class Vector(nn.Module):
    """A torch module that wants a dimension after the channels, on vectors."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x[:, :, None])[:, :, 0]


@case
def batch_norm_sequence():
    return Case(chain(batchnorm1=BatchNormOfSteps(5), relu1=nn.ReLU(), flat=Flat(), dense1=nn.Linear(30, 3)), [6, 5], batch=4)


@case
def batch_norm_plain():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), batchnorm1=nn.BatchNorm2d(3, affine=False), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(3, 2, 1, bias=False), batchnorm2=nn.BatchNorm2d(2, affine=False)), [2, 4, 5])


@case
def batch_norm_running():
    """Running statistics in training too, which leaves them alone; the last norm does not learn either."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), batchnorm1=FixedBatchNorm(3), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(3, 4, 2), batchnorm2=FixedBatchNorm(4, affine=False), tanh1=nn.Tanh(),
                      conv3=nn.Conv2d(4, 2, 1), batchnorm3=FixedBatchNorm(2)), [2, 4, 5], frozen=["batchnorm3"])


@case
def batch_norm_running_input():
    return Case(chain(batchnorm1=FixedBatchNormOfFeatures(7), dense1=nn.Linear(7, 3)), [7], batch=1)


@case
def layer_norm_features():
    return Case(chain(dense1=nn.Linear(9, 21), layernorm1=nn.LayerNorm(21), relu1=nn.ReLU(), dense2=nn.Linear(21, 5, bias=False),
                      layernorm2=LayerNormWithoutBias(5, eps=1e-2), sigmoid1=nn.Sigmoid(), dense3=nn.Linear(5, 4),
                      layernorm3=nn.LayerNorm(4, elementwise_affine=False)), [9])


@case
def layer_norm_input():
    """A large mean beside a small deviation."""
    draw = lambda count: 20 + torch.randn(count, 40).double()
    return Case(chain(layernorm1=nn.LayerNorm(40)), [40], draw=draw)


@case
def layer_norm_sequence():
    return Case(chain(layernorm1=nn.LayerNorm(7), tanh1=nn.Tanh(), layernorm2=nn.LayerNorm(7, elementwise_affine=False), relu1=nn.ReLU(),
                      flat=Flat(), dense1=nn.Linear(35, 3)), [5, 7])


@case
def layer_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), layernorm1=nn.LayerNorm([3, 4, 3]), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 2, 2),
                      layernorm2=nn.LayerNorm([2, 3, 2], elementwise_affine=False), flat=Flat(), dense1=nn.Linear(12, 3)), [2, 5, 4])


@case
def layer_norm_pixels():
    return Case(chain(conv1=nn.Conv2d(2, 18, 2), layernorm1=LayerNormOfPixels(18), relu1=nn.ReLU(), conv2=nn.Conv2d(18, 3, 2),
                      layernorm2=LayerNormOfPixelsWithoutBias(3)), [2, 5, 4])


@case
def layer_norm_flat():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), flat=Flat(), layernorm1=nn.LayerNorm(18), dense1=nn.Linear(18, 2)), [2, 4, 3])


@case
def norm_residual():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense1, self.layernorm1, self.rmsnorm1, self.groupnorm1 = nn.Linear(6, 12), nn.LayerNorm(12), RMSNorm(12, (1,)), nn.GroupNorm(3, 12)

        def forward(self, x):
            a = self.dense1(x)
            b = a + self.layernorm1(a)
            c = b + self.rmsnorm1(b)
            return c + self.groupnorm1(c)

    return Case(Residual(), [6])


@case
def norm_frozen():
    return Case(chain(layernorm1=nn.LayerNorm([3, 5, 4]), conv1=nn.Conv2d(3, 4, 2), groupnorm1=nn.GroupNorm(2, 4), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(4, 2, 2), rmsnorm1=RMSNorm([2, 3, 2], (1, 2, 3))), [3, 5, 4], frozen=["layernorm1", "groupnorm1", "rmsnorm1"])


@case
def group_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 6, 2), groupnorm1=nn.GroupNorm(3, 6), relu1=nn.ReLU(), conv2=nn.Conv2d(6, 4, 2),
                      groupnorm2=nn.GroupNorm(1, 4, eps=1e-2), tanh1=nn.Tanh(), groupnorm3=nn.GroupNorm(2, 4, affine=False)), [2, 5, 4])


@case
def group_norm_wide():
    """Groups longer than a vector, and groups of one channel."""
    return Case(chain(conv1=nn.Conv2d(2, 36, 1), groupnorm1=nn.GroupNorm(2, 36), sigmoid1=nn.Sigmoid(), groupnorm2=nn.GroupNorm(36, 36),
                      conv2=nn.Conv2d(36, 2, 1)), [2, 3, 4])


@case
def group_norm_sequence():
    return Case(chain(groupnorm1=GroupNormOfSteps(2, 6), relu1=nn.ReLU(), flat=Flat(), dense1=nn.Linear(30, 3)), [5, 6])


@case
def group_norm_features():
    return Case(chain(dense1=nn.Linear(5, 12), groupnorm1=nn.GroupNorm(4, 12), tanh1=nn.Tanh(), dense2=nn.Linear(12, 3)), [5])


@case
def instance_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), instancenorm1=nn.InstanceNorm2d(3), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 5, 2),
                      instancenorm2=nn.InstanceNorm2d(5, eps=1e-2, affine=True)), [2, 5, 4])


@case
def instance_norm_sequence():
    return Case(chain(instancenorm1=InstanceNormOfSteps(5, affine=True), flat=Flat(), dense1=nn.Linear(30, 3)), [6, 5])


@case
def rms_norm_features():
    return Case(chain(dense1=nn.Linear(9, 21), rmsnorm1=RMSNorm(21, (1,)), relu1=nn.ReLU(), dense2=nn.Linear(21, 5),
                      rmsnorm2=RMSNorm(5, (1,), eps=1e-2, affine=False)), [9])


@case
def rms_norm_sequence():
    return Case(chain(rmsnorm1=RMSNorm(7, (2,)), sigmoid1=nn.Sigmoid(), flat=Flat(), dense1=nn.Linear(35, 3)), [5, 7])


@case
def rms_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2), rmsnorm1=RMSNorm([3, 4, 3], (1, 2, 3)), relu1=nn.ReLU(), conv2=nn.Conv2d(3, 4, 2),
                      rmsnorm2=RMSNormOfPixels(4)), [2, 5, 4])


class RMSNormOfPixels(RMSNorm):
    def __init__(self, channels):
        super().__init__(channels, (3,))

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


@case
def local_response_norm_image():
    return Case(chain(conv1=nn.Conv2d(2, 7, 1), localresponsenorm1=nn.LocalResponseNorm(5, k=2.0), relu1=nn.ReLU(), conv2=nn.Conv2d(7, 35, 2),
                      localresponsenorm2=nn.LocalResponseNorm(5, alpha=0.5)), [2, 4, 3])


@case
def local_response_norm_sequence():
    return Case(chain(localresponsenorm1=LocalResponseNormOfSteps(4, alpha=2.0, beta=0.6, k=0.5), tanh1=nn.Tanh(),
                      localresponsenorm2=LocalResponseNormOfSteps(30, alpha=3.0, beta=1.0), flat=Flat(), dense1=nn.Linear(30, 3)), [5, 6])


@case
def local_response_norm_features():
    return Case(chain(localresponsenorm1=Vector(nn.LocalResponseNorm(1, alpha=1.0)), dense1=nn.Linear(6, 3),
                      localresponsenorm2=Vector(nn.LocalResponseNorm(3, alpha=0.0, beta=0.5, k=4.0))), [6])
