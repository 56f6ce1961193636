from torch import nn

from case import Case, case, chain


@case
def conv():
    return Case(chain(conv1=nn.Conv2d(3, 4, 3)), [3, 7, 6])


@case
def conv_padding():
    return Case(chain(conv1=nn.Conv2d(2, 5, 3, padding=1)), [2, 6, 5])


@case
def conv_wide_padding():
    """Padding greater than the reach of the kernel at a narrow image."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 5, padding=4)), [2, 3, 2])


@case
def conv_asymmetric():
    """Top, bottom, left, right of their own: torch pads (left, right, top, bottom) first."""
    return Case(chain(pad=nn.ZeroPad2d((2, 3, 1, 0)), conv1=nn.Conv2d(2, 3, (3, 5))), [2, 6, 7])


@case
def conv_stride():
    return Case(chain(conv1=nn.Conv2d(3, 4, (3, 2), stride=(2, 3))), [3, 9, 8])


@case
def conv_stride_padding():
    return Case(chain(conv1=nn.Conv2d(3, 5, 3, stride=2, padding=1)), [3, 7, 7])


@case
def conv_stride_beyond_kernel():
    """Steps longer than the kernel leave gaps in the input, whose gradient is zero."""
    return Case(chain(conv1=nn.Conv2d(2, 3, 1, stride=2)), [2, 5, 6])


@case
def conv_floor():
    return Case(chain(conv1=nn.Conv2d(2, 3, 3, stride=3)), [2, 8, 7])


@case
def conv_dilation():
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, dilation=(2, 3), padding=(1, 2))), [2, 9, 10])


@case
def conv_groups():
    return Case(chain(conv1=nn.Conv2d(6, 10, 3, groups=2, padding=1)), [6, 5, 4])


@case
def conv_depthwise():
    return Case(chain(conv1=nn.Conv2d(5, 5, 3, padding=1, groups=5)), [5, 7, 6])


@case
def conv_depthwise_wide():
    """More channels than one panel, a stride, and layers above so that the input's gradient is needed."""
    return Case(chain(conv1=nn.Conv2d(2, 35, 1), conv2=nn.Conv2d(35, 35, 3, stride=2, padding=1, groups=35, bias=False)),
                [2, 5, 5], batch=2)


@case
def conv_depthwise_multiplier():
    return Case(chain(conv1=nn.Conv2d(3, 6, 3, groups=3)), [3, 5, 6])


@case
def conv_no_bias():
    return Case(chain(conv1=nn.Conv2d(3, 4, (3, 5), bias=False)), [3, 5, 8])


@case
def conv_wide():
    """More than one panel of filters and of channels."""
    return Case(chain(conv1=nn.Conv2d(3, 34, 1), relu1=nn.ReLU(), conv2=nn.Conv2d(34, 18, (1, 2)), relu2=nn.ReLU(),
                      conv3=nn.Conv2d(18, 2, 3, padding=1)), [3, 3, 5], batch=2)


@case
def conv_one_pixel():
    """A kernel as large as the image."""
    return Case(chain(conv1=nn.Conv2d(3, 5, (4, 3)), relu1=nn.ReLU(), conv2=nn.Conv2d(5, 2, 1)), [3, 4, 3])


@case
def conv_chain():
    """The gradient of the input through stride, dilation, groups and uneven padding."""
    return Case(chain(conv1=nn.Conv2d(2, 4, 3, padding=1), conv2=nn.Conv2d(4, 6, 3, stride=2, padding=1),
                      conv3=nn.Conv2d(6, 4, (2, 3), dilation=2, padding=2, groups=2), pad=nn.ZeroPad2d((0, 2, 1, 0)),
                      conv4=nn.Conv2d(4, 3, (2, 5), stride=(2, 1))), [2, 9, 7])


@case
def conv_lossless():
    """No loss: the caller supplies the gradient of the output, an image."""
    return Case(chain(conv1=nn.Conv2d(2, 4, 3), tanh1=nn.Tanh(), conv2=nn.Conv2d(4, 3, 2)), [2, 5, 6], loss=None)


@case
def conv_winograd():
    """Convolutions with channels enough for Winograd's algorithm, at borders of several kinds."""
    return Case(chain(conv1=nn.Conv2d(3, 16, 3, padding=1), relu1=nn.ReLU(),
                      conv2=nn.Conv2d(16, 18, 3, padding=1), relu2=nn.ReLU(),
                      pad=nn.ZeroPad2d((2, 0, 0, 1)), conv3=nn.Conv2d(18, 16, 3, bias=False), batchnorm1=nn.BatchNorm2d(16), relu3=nn.ReLU(),
                      conv4=nn.Conv2d(16, 2, 1)), [3, 9, 10])


@case
def conv_without_winograd():
    return conv_winograd()
