from torch import nn

from case import Case, case, chain


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
