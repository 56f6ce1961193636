import torch
from torch import nn

from case import Case, case


class Standardized(nn.Module):
    def __init__(self, mean, deviation, shape, **layers):
        super().__init__()
        self.mean, self.deviation = [torch.tensor(numbers).float().double().view(shape) for numbers in (mean, deviation)]
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        y = (x - self.mean) / self.deviation
        for layer in self.children():
            y = layer(y.flatten(1) if isinstance(layer, nn.Linear) else y)
        return y


@case
def standardize_image():
    return Case(Standardized([0.5, 0.25, -1], [0.25, 2, 0.5], [3, 1, 1], conv1=nn.Conv2d(3, 4, 3), dense1=nn.Linear(48, 2)), [3, 5, 6])


@case
def standardize_features():
    return Case(Standardized([1, 2, 3, 4, 5], [1, 0.5, 2, 4, 8], [5], dense1=nn.Linear(5, 3)), [5], batch=5)


@case
def standardize_number():
    """Read twice: standardised and as it is."""
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(2, 2, 3, padding=1)

        def forward(self, x):
            return self.conv1((x - 100) / 0.5) + x
    return Case(Twice(), [2, 4, 5], draw=lambda batch: 100 + torch.randn(batch, 2, 4, 5).double())
