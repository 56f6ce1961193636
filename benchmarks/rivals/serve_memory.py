"""How much a process grows by predicting or training: the high-water mark after ten calls, less what the import took."""
import torch
from torch.nn import functional as F

import nets


def high_water():
    # Not getrusage: its mark is handed on from the process that started this one.
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def run(name, batch, what):
    torch.set_num_threads(1)
    # What the libraries load at their first call is not the network's.
    F.conv2d(torch.randn(1, 4, 8, 8, requires_grad=True), torch.randn(4, 4, 3, 3, requires_grad=True)).sum().backward()
    F.linear(torch.randn(4, 8), torch.randn(8, 8))
    before = high_water()
    module, shape, classes = nets.make(name)
    x = nets.sample(module, shape, int(batch))
    if what == "predict":
        module.eval()
        with torch.no_grad():
            for _ in range(10):
                module(*nets.arguments(module, x))
    else:
        module.train()
        optimizer = torch.optim.SGD(module.parameters(), lr=1e-3)
        labels = nets.labels(module, shape, classes, int(batch))
        for _ in range(10):
            optimizer.zero_grad()
            nets.loss(module, x, labels).backward()
            optimizer.step()
    print(high_water() - before)
