import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case, chain, labels


class Tokens(nn.Embedding):
    """An embedding that takes tokens as they come in a file: as floats."""

    def forward(self, tokens):
        return super().forward(tokens.long())


def draw(steps, vocabulary):
    return lambda batch: torch.randint(0, vocabulary, (batch, steps)).double()


def per_step(classes, steps, **options):
    return labels(lambda y, t: F.cross_entropy(y.transpose(1, 2), t, **{k: v for k, v in options.items() if k != "ignored"},
                                               **({"ignore_index": options["ignored"]} if "ignored" in options else {})),
                  classes, [steps], ignored=options.get("ignored"))


@case
def embedding():
    """Labels for each step; some tokens twice, some not at all."""
    return Case(chain(embedding1=Tokens(11, 5), dense1=nn.Linear(5, 7)), [6], per_step(7, 6), draw=draw(6, 11))


@case
def embedding_wide():
    return Case(chain(embedding1=Tokens(3, 37), tanh1=nn.Tanh(), dense1=nn.Linear(37, 3)), [9], per_step(3, 9, ignored=-1),
                draw=draw(9, 3), batch=5)


@case
def embedding_frozen():
    return Case(chain(embedding1=Tokens(9, 6), dense1=nn.Linear(6, 4)), [5], frozen=["embedding1"], draw=draw(5, 9))
