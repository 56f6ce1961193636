from torch import nn

from case import Case, case, chain


def on_features(activation):
    return Case(chain(dense1=nn.Linear(5, 19), activation=activation, dense2=nn.Linear(19, 3)), [5], batch=5)


def on_image(activation):
    return Case(chain(conv1=nn.Conv2d(2, 5, 2), activation=activation), [2, 4, 5])


@case
def relu():
    return on_features(nn.ReLU())


@case
def relu_image():
    return on_image(nn.ReLU())


@case
def leaky_relu():
    return on_features(nn.LeakyReLU(0.2))


@case
def leaky_relu_image():
    return on_image(nn.LeakyReLU())


@case
def sigmoid():
    return on_features(nn.Sigmoid())


@case
def sigmoid_image():
    return on_image(nn.Sigmoid())


@case
def tanh():
    return on_features(nn.Tanh())


@case
def tanh_image():
    return on_image(nn.Tanh())


@case
def softmax():
    return on_features(nn.Softmax(1))


@case
def softmax_image():
    """Over the channels of each pixel."""
    return on_image(nn.Softmax(1))


@case
def saturation():
    """Sums of up to a hundred: sigmoid, tanh and softmax at their ends."""
    return Case(chain(dense1=nn.Linear(4, 9), sigmoid1=nn.Sigmoid(), dense2=nn.Linear(9, 9), tanh1=nn.Tanh(), dense3=nn.Linear(9, 6),
                      softmax1=nn.Softmax(1)), [4], batch=5, largest=40)
