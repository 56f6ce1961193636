import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case, chain, labels, targets


@case
def cross_entropy():
    return Case(chain(dense1=nn.Linear(6, 11)), [6], "cross_entropy", batch=7)


@case
def cross_entropy_extreme():
    """Scores in the hundreds: neither exp overflows nor log gets a zero."""
    return Case(chain(dense1=nn.Linear(4, 5)), [4], "cross_entropy", batch=5, largest=200)


@case
def mean_squared_error():
    return Case(chain(dense1=nn.Linear(3, 17)), [3], batch=5)


def weights(*numbers):
    return torch.tensor(numbers).float().double()


def distribution(output):
    return torch.softmax(torch.randn_like(output), 1)


def shares(output):
    return torch.rand_like(output)


@case
def cross_entropy_smoothing():
    return Case(chain(dense1=nn.Linear(6, 19)), [6], labels(lambda y, t: F.cross_entropy(y, t, label_smoothing=0.1), 19), batch=7)


@case
def cross_entropy_weights():
    each = weights(0.5, 2, 0, 1, 3)
    return Case(chain(dense1=nn.Linear(6, 5)), [6], labels(lambda y, t: F.cross_entropy(y, t, weight=each, label_smoothing=0.25), 5), batch=7)


@case
def cross_entropy_ignored():
    return Case(chain(dense1=nn.Linear(6, 5)), [6], labels(lambda y, t: F.cross_entropy(y, t, ignore_index=-1), 5, ignored=-1), batch=7)


@case
def cross_entropy_distributions():
    each = weights(0.5, 2, 0.25, 1, 3)
    loss = targets(lambda y, t: F.cross_entropy(y, t, weight=each, label_smoothing=0.1), distribution)
    return Case(chain(dense1=nn.Linear(6, 5)), [6], loss, batch=7)


@case
def cross_entropy_pixels():
    """Segmentation: a label for each pixel, some of them ignored."""
    each = weights(1, 0.5, 2)
    loss = labels(lambda y, t: F.cross_entropy(y, t, weight=each, ignore_index=255, label_smoothing=0.1), 3, [5, 7], ignored=255)
    return Case(chain(conv1=nn.Conv2d(2, 3, 3, padding=1)), [2, 5, 7], loss, batch=4)


@case
def cross_entropy_pixels_plain():
    return Case(chain(conv1=nn.Conv2d(2, 3, 3, padding=1)), [2, 5, 4], labels(F.cross_entropy, 3, [5, 4]), batch=3)


@case
def cross_entropy_pixel_distributions():
    return Case(chain(conv1=nn.Conv2d(2, 3, 2)), [2, 5, 4], targets(F.cross_entropy, distribution), batch=3)


@case
def binary_cross_entropy():
    """Several labels at once; targets between 0 and 1 are allowed."""
    return Case(chain(dense1=nn.Linear(6, 19)), [6], targets(F.binary_cross_entropy_with_logits, shares), batch=7)


@case
def binary_cross_entropy_positive():
    loss = targets(lambda y, t: F.binary_cross_entropy_with_logits(y, t, pos_weight=weights(3).expand(5)), lambda y: (torch.rand_like(y) < 0.4).double())
    return Case(chain(dense1=nn.Linear(6, 5)), [6], loss, batch=7)


@case
def binary_cross_entropy_each():
    each = weights(1, 0.5, 3)
    loss = targets(lambda y, t: F.binary_cross_entropy_with_logits(y, t, pos_weight=each[:, None, None]), shares)
    return Case(chain(conv1=nn.Conv2d(2, 3, 3)), [2, 5, 6], loss, batch=3)


@case
def binary_cross_entropy_extreme():
    return Case(chain(dense1=nn.Linear(4, 5)), [4], targets(F.binary_cross_entropy_with_logits, shares), batch=5, largest=200)


@case
def hinge():
    return Case(chain(dense1=nn.Linear(6, 19)), [6], labels(F.multi_margin_loss, 19), batch=7)


@case
def hinge_squared():
    each = weights(0.5, 2, 0.25, 1, 3)
    return Case(chain(dense1=nn.Linear(6, 5)), [6], labels(lambda y, t: F.multi_margin_loss(y, t, p=2, margin=0.5, weight=each), 5), batch=7)


@case
def mean_absolute_error():
    return Case(chain(dense1=nn.Linear(3, 17)), [3], targets(F.l1_loss), batch=5)


@case
def huber():
    return Case(chain(dense1=nn.Linear(3, 17)), [3], targets(lambda y, t: F.huber_loss(y, t, delta=0.75)), batch=5)


@case
def smooth_l1():
    return Case(chain(conv1=nn.Conv2d(2, 3, 3)), [2, 5, 4], targets(lambda y, t: F.smooth_l1_loss(y, t, beta=0.5)), batch=3)


@case
def kullback_leibler():
    """The output stands for logarithms of probabilities; a target of zero counts for nothing."""
    draw = lambda y: torch.relu(torch.softmax(torch.randn_like(y), 1) - 0.05)
    return Case(chain(dense1=nn.Linear(6, 11)), [6], targets(lambda y, t: F.kl_div(y, t, reduction="batchmean"), draw), batch=7)


def focal(y, t):
    """The focal loss of binary labels (Lin et al. 2017), gamma 2."""
    p = torch.sigmoid(y)
    return -(t * (1 - p) ** 2 * F.logsigmoid(y) + (1 - t) * p ** 2 * F.logsigmoid(-y)).mean()


@case
def own_loss():
    return Case(chain(dense1=nn.Linear(6, 5)), [6], targets(focal, shares), batch=7)


@case
def long_sample():
    """A sample so long that its loss is computed in pieces."""
    return Case(chain(conv1=nn.Conv2d(1, 2, 1)), [1, 50, 51], targets(F.mse_loss), batch=2)


def weighted(loss):
    return Case(chain(dense1=nn.Linear(3, 5)), [3], loss, batch=4)


@case
def weighted_binary():
    return weighted(targets(F.binary_cross_entropy_with_logits, shares, weight=0.3))


@case
def weighted_hinge():
    return weighted(labels(F.multi_margin_loss, 5, weight=2.5))


@case
def weighted_huber():
    return weighted(targets(F.huber_loss, weight=0.3))


@case
def weighted_smooth():
    return weighted(targets(F.smooth_l1_loss, weight=2.5))


@case
def weighted_divergence():
    return weighted(targets(lambda y, t: F.kl_div(y, t, reduction="batchmean"), distribution, weight=0.3))


@case
def weighted_own():
    return weighted(targets(focal, shares, weight=2.5))
