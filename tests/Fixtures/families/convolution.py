from torch import nn

from case import Case, case, chain, steps


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
def conv_same():
    """At stride 1 PyTorch has it too: the odd zero goes after."""
    return Case(chain(conv1=nn.Conv2d(2, 3, (4, 3), padding="same"), conv2=nn.Conv2d(3, 4, 3, padding="same", dilation=2)), [2, 7, 6])


@case
def conv_same_stride():
    """Keras's rule: ceil(size / stride) outputs; of an odd number of zeros the last goes after."""
    return Case(chain(pad1=nn.ZeroPad2d((1, 1, 0, 1)), conv1=nn.Conv2d(3, 4, 3, stride=2),
                      pad2=nn.ZeroPad2d((0, 0, 0, 1)), conv2=nn.Conv2d(4, 2, (2, 1), stride=(3, 2))), [3, 8, 7])


@case
def conv_groups_uneven():
    """Several filters a channel, and several channels a filter."""
    return Case(chain(conv1=nn.Conv2d(4, 12, 3, padding=1, groups=4, stride=2), relu1=nn.ReLU(), conv2=nn.Conv2d(12, 3, 1, groups=3)), [4, 6, 5])


@case
def conv1d():
    return Case(steps(conv1=nn.Conv1d(3, 5, 3)), [9, 3])


@case
def conv1d_chain():
    return Case(steps(conv1=nn.Conv1d(2, 18, 5, stride=2, padding=2), batchnorm1=nn.BatchNorm1d(18), relu1=nn.ReLU(),
                      pad=nn.ConstantPad1d((0, 2), 0), conv2=nn.Conv1d(18, 4, 3, dilation=2, bias=False), tanh1=nn.Tanh(),
                      conv3=nn.Conv1d(4, 3, 2, stride=3)), [13, 2])


@case
def conv1d_causal():
    return Case(steps(pad1=nn.ConstantPad1d((4, 0), 0), conv1=nn.Conv1d(3, 6, 3, dilation=2), relu1=nn.ReLU(),
                      pad2=nn.ConstantPad1d((3, 0), 0), conv2=nn.Conv1d(6, 4, 4)), [11, 3])


@case
def conv1d_same():
    return Case(steps(conv1=nn.Conv1d(4, 3, 4, padding="same"), pad=nn.ConstantPad1d((2, 2), 0), conv2=nn.Conv1d(3, 5, 5, stride=3)), [10, 4])


@case
def conv1d_groups():
    return Case(steps(conv1=nn.Conv1d(6, 6, 3, padding=1, groups=6), conv2=nn.Conv1d(6, 9, 3, padding=1, groups=3),
                      conv3=nn.Conv1d(9, 18, 2, groups=9)), [8, 6])


@case
def conv_transpose():
    return Case(chain(convtranspose1=nn.ConvTranspose2d(2, 3, 3)), [2, 4, 5])


@case
def conv_transpose_stride():
    return Case(chain(conv1=nn.Conv2d(3, 5, 1), convtranspose1=nn.ConvTranspose2d(5, 18, 4, stride=2, padding=1), relu1=nn.ReLU(),
                      convtranspose2=nn.ConvTranspose2d(18, 2, 2, stride=2)), [3, 4, 3], batch=2)


@case
def conv_transpose_uneven():
    return Case(chain(convtranspose1=nn.ConvTranspose2d(2, 4, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), dilation=(2, 1), bias=False)),
                [2, 3, 4])


@case
def conv_transpose_asymmetric():
    """Padding takes rows and columns off the output: top 1, right 2."""
    return Case(chain(convtranspose1=nn.ConvTranspose2d(2, 3, 3), crop=nn.ZeroPad2d((0, -2, -1, 0))), [2, 4, 5])


@case
def conv_transpose_groups():
    return Case(chain(convtranspose1=nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1, output_padding=1, groups=4),
                      convtranspose2=nn.ConvTranspose2d(4, 6, 3, padding=1, groups=2), convtranspose3=nn.ConvTranspose2d(6, 3, 1)), [4, 3, 4])


@case
def conv_transpose_folded():
    """Batch norm below, which prediction takes into the re-packed weight; without groups, with groups, depthwise."""
    return Case(chain(convtranspose1=nn.ConvTranspose2d(2, 18, 3, stride=2, bias=False), batchnorm1=nn.BatchNorm2d(18), relu1=nn.ReLU(),
                      convtranspose2=nn.ConvTranspose2d(18, 4, 2, groups=2), batchnorm2=nn.BatchNorm2d(4),
                      convtranspose3=nn.ConvTranspose2d(4, 4, 2, groups=4), batchnorm3=nn.BatchNorm2d(4), relu2=nn.ReLU()), [2, 3, 3])


@case
def conv_transpose_frozen():
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), convtranspose1=nn.ConvTranspose2d(3, 4, 2), tanh1=nn.Tanh(), conv2=nn.Conv2d(4, 2, 2)),
                [2, 3, 3], frozen=["convtranspose1"])


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


@case
def conv_winograd_rows():
    """Kernels of five columns over rows long enough for filtering along them."""
    return Case(chain(conv1=nn.Conv2d(1, 9, 5, padding=2), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
                      conv2=nn.Conv2d(9, 32, (2, 5), padding=(0, 2), bias=False), batchnorm1=nn.BatchNorm2d(32), relu2=nn.ReLU(),
                      conv3=nn.Conv2d(32, 2, 1)), [1, 6, 26])
