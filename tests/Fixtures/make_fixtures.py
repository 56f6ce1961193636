#!/usr/bin/python3
"""Makes the fixtures that say what PyTorch computes: one safetensors file a case in cases/.

    /usr/bin/python3 make_fixtures.py            all cases
    /usr/bin/python3 make_fixtures.py conv_dilation residual

A case is a torch module whose children bear the names of our layers (kind and number, lower case), so that its
state_dict is a weight file of ours. Cases stand in families/, a module each. PyTorch computes in float64, from parameters and inputs that are float32 numbers;
the results are stored as float32: what is stored is the exact result, rounded once. The random numbers of a case depend
on its name alone, so that a new case changes no other.

A file holds, for a batch of samples:

    before.<tensor>     parameters and running statistics before anything
    input               the batch; of several inputs input, input2, …, and all names below likewise
    labels | targets | output_gradient    what the loss compares with; the last where the network has no loss
    eval.output         the output in prediction
    train.output        the output in training (batch norm by the batch)
    train.loss          the mean loss; of several losses their sum, each times its weight
    train.losses        each of several, before its weight
    input_gradient, gradient.<tensor>     the former of all inputs but tokens and lengths
    after.<tensor>      parameters and running statistics after one step of SGD(0.1)
    trained.<tensor>    the same after more steps on this batch by the optimizer that the metadata names ("trained")

and optimizer_*.safetensors hold `gradients` [steps, samples, outputs] of the output of a dense layer whose inputs are
the unit vectors (so the gradients do not depend on the weights), with the parameters after some steps (`step<n>.…`).
minimizer_*.safetensors hold `input`, `targets` and the parameters before each step of L-BFGS (`step<n>.…`), with the loss
there and after the last (`losses`).
"""
import importlib
import pathlib
import sys
import zlib
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F

from case import CASES, labels, targets
from safetensors_file import save

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "cases"

for family in sorted((HERE / "families").glob("*.py")):
    importlib.import_module("families." + family.stem)


def rounded(tensor):
    """The nearest float32 numbers, as float64."""
    return tensor.float().double()


def draw_parameters(case):
    """PyTorch's own initial values, with norms and running statistics that are not the neutral ones."""
    for name, module in case.module.named_modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            if module.affine:
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.uniform_(module.bias, -0.5, 0.5)
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
        elif "Norm" in type(module).__name__ and getattr(module, "weight", None) is not None:
            nn.init.uniform_(module.weight, 0.5, 1.5)
            if getattr(module, "bias", None) is not None:
                nn.init.uniform_(module.bias, -0.5, 0.5)
        elif case.largest and isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -case.largest / 4, case.largest / 4)
        if name.split(".")[0] in case.frozen:
            for parameter in module.parameters():
                parameter.requires_grad_(False)
    case.module.double()
    with torch.no_grad():
        for tensor in case.module.state_dict().values():
            tensor.copy_(rounded(tensor))


def optimizer_of(kind, rate, parameters):
    return {
        "sgd": lambda: torch.optim.SGD(parameters, rate),
        "momentum": lambda: torch.optim.SGD(parameters, rate, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(parameters, rate, momentum=0.9, nesterov=True),
        "sgd_decay": lambda: torch.optim.SGD(parameters, rate, weight_decay=0.1),
        "momentum_dampened": lambda: torch.optim.SGD(parameters, rate, momentum=0.8, dampening=0.3, weight_decay=0.1),
        "nesterov_decay": lambda: torch.optim.SGD(parameters, rate, momentum=0.9, nesterov=True, weight_decay=0.1),
        "clip_norm": lambda: torch.optim.SGD(parameters, rate),
        "clip_value": lambda: torch.optim.SGD(parameters, rate),
        "adam": lambda: torch.optim.Adam(parameters, rate),
        "adam_decay": lambda: torch.optim.Adam(parameters, rate, weight_decay=0.1),
        "adam_amsgrad": lambda: torch.optim.Adam(parameters, rate, betas=(0.8, 0.9), amsgrad=True),
        "adamw": lambda: torch.optim.AdamW(parameters, rate, weight_decay=0.1),
        "adamw_amsgrad": lambda: torch.optim.AdamW(parameters, rate, betas=(0.8, 0.9), eps=1e-5, amsgrad=True),
        "adamw_groups": lambda: torch.optim.AdamW([
            {"params": parameters[:1]}, {"params": parameters[1:], "lr": 0.25 * rate, "weight_decay": 0.3}], rate),
        "adagrad": lambda: torch.optim.Adagrad(parameters, rate),
        "adagrad_decay": lambda: torch.optim.Adagrad(
            parameters, rate, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.1, eps=1e-6),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, rate),
        "rmsprop_centered": lambda: torch.optim.RMSprop(parameters, rate, alpha=0.9, centered=True),
        "rmsprop_momentum": lambda: torch.optim.RMSprop(parameters, rate, momentum=0.8, weight_decay=0.1),
        "rmsprop_all": lambda: torch.optim.RMSprop(
            parameters, rate, alpha=0.9, eps=1e-4, weight_decay=0.1, momentum=0.8, centered=True),
        "adamax": lambda: torch.optim.Adamax(parameters, rate),
        "adamax_decay": lambda: torch.optim.Adamax(parameters, rate, betas=(0.8, 0.9), eps=1e-2, weight_decay=0.1),
    }[kind]()


def standard(loss, output):
    """The losses that go by a name."""
    return {
        "mse": lambda: targets(F.mse_loss),
        "cross_entropy": lambda: labels(F.cross_entropy, output.shape[1]),
    }[loss]() if isinstance(loss, str) else loss


def stored(tensor):
    return tensor.detach().clone() if tensor.dtype == torch.int64 else tensor.detach().float()


def make(name, build):
    torch.manual_seed(zlib.crc32(name.encode()))
    case = build()
    module = case.module
    draw_parameters(case)
    tensors, metadata = OrderedDict(), {"case": name, "made_by": "PyTorch " + torch.__version__, "loss": case.loss if isinstance(case.loss, str) else "own" if case.loss else "none"}

    def store_state(prefix):
        for key, value in module.state_dict().items():
            tensors[prefix + key] = stored(value)

    shapes = case.shape if isinstance(case.shape[0], list) else [case.shape]
    draws = case.draw if isinstance(case.draw, list) else [case.draw] * len(shapes)
    inputs = [rounded(draw(case.batch) if draw else torch.randn(case.batch, *shape).double()) for draw, shape in zip(draws, shapes)]

    def store_each(name, values):
        for i, value in enumerate(values):
            tensors[name + (str(i + 1) if i else "")] = stored(value)

    def run(inputs):
        outputs = module(*inputs)
        return outputs if isinstance(outputs, tuple) else (outputs,)

    store_state("before.")
    store_each("input", inputs)
    module.eval()
    outputs = run(inputs)
    store_each("eval.output", outputs)
    losses = case.loss if isinstance(case.loss, list) else [case.loss] if case.loss else []
    if losses:
        # Where there are more losses than outputs, all read the only one.
        read = lambda ys: ys if len(ys) == len(losses) else ys * len(losses)
        losses = [standard(loss, output) for loss, output in zip(losses, read(outputs))]
        answers = [loss.draw(output) for loss, output in zip(losses, read(outputs))]
        store_each("labels", [answer for answer in answers if answer.dtype == torch.int64])
        store_each("targets", [answer for answer in answers if answer.dtype != torch.int64])
        each = lambda ys: [loss.evaluate(y, answer) for loss, y, answer in zip(losses, read(ys), answers)]
        evaluate = lambda ys: sum(loss.weight * value for loss, value in zip(losses, each(ys)))
    else:
        gradients = [rounded(torch.randn_like(output)) for output in outputs]
        evaluate = lambda ys: sum((y * gradient).sum() for y, gradient in zip(ys, gradients))
        store_each("output_gradient", gradients)

    if case.penalty:
        data_loss = evaluate
        evaluate = lambda y: data_loss(y) + case.penalty(module)

    trainable = [parameter for parameter in module.parameters() if parameter.requires_grad]

    def step(optimizer, inputs):
        optimizer.zero_grad()
        outputs = run(inputs)
        loss = evaluate(outputs)
        loss.backward()
        optimizer.step()
        return outputs, loss

    module.train()
    for input in inputs:
        input.requires_grad_(True)
    outputs, loss = step(optimizer_of("sgd", 0.1, trainable), inputs)
    store_each("train.output", outputs)
    if losses:
        tensors["train.loss"] = stored(loss)
    if len(losses) > 1:
        tensors["train.losses"] = stored(torch.stack(each(outputs)))
    for i, input in enumerate(inputs):
        # Tokens have none.
        if input.grad is not None:
            tensors["input_gradient" + (str(i + 1) if i else "")] = stored(input.grad)
    for key, parameter in module.named_parameters():
        if parameter.requires_grad:
            tensors["gradient." + key] = stored(torch.zeros_like(parameter) if parameter.grad is None else parameter.grad)
    store_state("after.")

    if case.trained:
        kind, rate, steps = case.trained
        metadata["trained"] = f"{kind} {rate} {steps}"
        with torch.no_grad():
            for key, value in module.state_dict().items():
                value.copy_(tensors["before." + key])
        optimizer = optimizer_of(kind, rate, trainable)
        for _ in range(steps):
            _, loss = step(optimizer, [input.detach() for input in inputs])
        tensors["trained.last_loss"] = stored(loss)
        store_state("trained.")

    assert all(torch.isfinite(tensor).all() for tensor in tensors.values()), name
    save(FOLDER / (name + ".safetensors"), tensors, metadata)


def make_optimizer(kind, rate):
    """A hundred steps on given gradients, from 1e-7 to 10 in size, some of them zero."""
    name = "optimizer_" + kind
    torch.manual_seed(zlib.crc32(b"optimizer"))
    steps, samples, outputs = 100, 5, 3
    weight = rounded(torch.randn(outputs, samples).double()).requires_grad_(True)
    bias = rounded(torch.randn(outputs).double()).requires_grad_(True)
    size = 10 ** torch.linspace(-7, 1, samples).double()
    gradients = rounded(torch.randn(steps, samples, outputs).double() * size[None, :, None])
    gradients[torch.rand(steps) < 0.1] = 0
    tensors = OrderedDict({"step0.dense1.weight": stored(weight), "step0.dense1.bias": stored(bias), "gradients": stored(gradients)})
    optimizer = optimizer_of(kind, rate, [weight, bias])
    for step in range(steps):
        weight.grad = gradients[step].t().contiguous()
        bias.grad = gradients[step].sum(0)
        if kind == "clip_norm":
            nn.utils.clip_grad_norm_([weight, bias], 5)
        elif kind == "clip_value":
            nn.utils.clip_grad_value_([weight, bias], 0.5)
        optimizer.step()
        if step + 1 in (1, 2, 10, 100):
            tensors[f"step{step + 1}.dense1.weight"] = stored(weight)
            tensors[f"step{step + 1}.dense1.bias"] = stored(bias)
    save(FOLDER / (name + ".safetensors"), tensors, {"case": name, "trained": f"{kind} {rate} {steps}"})


def make_minimizer(kind, steps, settings):
    """Steps of L-BFGS on one batch, few enough that rounding does not yet lead elsewhere; the metadata hold the loss before each, and after the last."""
    name = "minimizer_" + kind
    torch.manual_seed(zlib.crc32(b"minimizer"))
    module = nn.Sequential(OrderedDict(dense1=nn.Linear(3, 5), tanh1=nn.Tanh(), dense2=nn.Linear(5, 2))).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(rounded(parameter))
    input, targets = rounded(torch.randn(12, 3).double()), rounded(torch.randn(12, 2).double())
    tensors = OrderedDict(input=stored(input), targets=stored(targets))
    optimizer = torch.optim.LBFGS(module.parameters(), line_search_fn="strong_wolfe", **settings)
    losses = []

    def evaluate():
        optimizer.zero_grad()
        loss = F.mse_loss(module(input), targets)
        loss.backward()
        return loss

    for step in range(steps):
        for key, value in module.state_dict().items():
            tensors[f"step{step}.{key}"] = stored(value)
        losses.append(float(optimizer.step(evaluate)))
    losses.append(float(evaluate()))
    tensors["losses"] = torch.tensor(losses)
    save(FOLDER / (name + ".safetensors"), tensors, {"case": name})


def make_carried(name, kind, run, lengths=None):
    """
    Truncated backpropagation: two layers over chunks of longer sequences, the state of each row carried on and detached.
    `run(recurrent, input, state, chunk)` gives the output and the state of a chunk; where there are lengths, only the steps
    that count enter the loss.
    """
    torch.manual_seed(zlib.crc32(name.encode()))
    chunks, rows, steps, features, hidden = 4, 3, 5, 4, 7
    recurrent = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind](features, hidden, 2, batch_first=True).double()
    dense = nn.Linear(hidden, 2).double()
    module = nn.ModuleDict(OrderedDict([(kind + "1", recurrent), ("dense1", dense)]))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(rounded(parameter * 2))
    input, targets = rounded(torch.randn(chunks, rows, steps, features).double()), rounded(torch.randn(chunks, rows, steps, 2).double())
    tensors = OrderedDict(input=stored(input), targets=stored(targets))
    if lengths is not None:
        tensors["lengths"] = lengths.float()
    for key, value in module.state_dict().items():
        tensors["before." + key] = stored(value)
    optimizer, state, losses = torch.optim.SGD(module.parameters(), 0.1), None, []
    for chunk in range(chunks):
        output, state = run(recurrent, input[chunk], state, chunk)
        state = tuple(part.detach() for part in state) if kind == "lstm" else state.detach()
        counted = Ellipsis if lengths is None else (torch.arange(steps)[None, :] < lengths[chunk][:, None])[:, :, None].expand(-1, -1, 2)
        loss = F.mse_loss(dense(output)[counted], targets[chunk][counted])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    for key, value in module.state_dict().items():
        tensors["after." + key] = stored(value)
    tensors["losses"] = torch.tensor(losses)
    save(FOLDER / (name + ".safetensors"), tensors, {"case": name})


def make_carried_whole(kind):
    """Chunks of which every step counts; one row is reset on the way."""
    def run(recurrent, input, state, chunk):
        if chunk == 2:
            for part in state if kind == "lstm" else [state]:
                part[:, 1] = 0
        return recurrent(input, state)

    make_carried("carried_" + kind, kind, run)


def make_carried_lengths():
    """Chunks of which each row ends at its own length: the next goes on from the state there."""
    lengths = torch.tensor([[5, 2, 1], [3, 5, 4], [1, 1, 5], [4, 3, 2]])

    def run(recurrent, input, state, chunk):
        packed = nn.utils.rnn.pack_padded_sequence(input, lengths[chunk], batch_first=True, enforce_sorted=False)
        output, state = recurrent(packed, state)
        return nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=input.shape[1])[0], state

    make_carried("carried_lengths", "lstm", run, lengths)


CARRIED = ["lstm", "gru", "rnn"]

MINIMIZERS = {
    "lbfgs": (1, {}),
    "lbfgs_two": (2, {"max_iter": 10}),
    "lbfgs_short": (5, {"max_iter": 3, "history_size": 4, "max_eval": 100}),
    "lbfgs_half": (5, {"lr": 0.5, "max_iter": 4, "max_eval": 6, "history_size": 2}),
}

OPTIMIZERS = {
    "sgd": 0.03, "momentum": 0.01, "nesterov": 0.01, "adam": 0.02,
    "sgd_decay": 0.03, "momentum_dampened": 0.01, "nesterov_decay": 0.01, "clip_norm": 0.03, "clip_value": 0.03,
    "adam_decay": 0.02, "adam_amsgrad": 0.02, "adamw": 0.02, "adamw_amsgrad": 0.02, "adamw_groups": 0.02,
    "adagrad": 0.03, "adagrad_decay": 0.03,
    "rmsprop": 0.01, "rmsprop_centered": 0.01, "rmsprop_momentum": 0.005, "rmsprop_all": 0.005,
    "adamax": 0.02, "adamax_decay": 0.02,
}


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    for name, build in CASES.items():
        if not wanted or name in wanted:
            make(name, build)
    for kind, rate in OPTIMIZERS.items():
        if not wanted or "optimizer_" + kind in wanted:
            make_optimizer(kind, rate)
    for kind in CARRIED:
        if not wanted or "carried_" + kind in wanted:
            make_carried_whole(kind)
    if not wanted or "carried_lengths" in wanted:
        make_carried_lengths()
    for kind, (steps, settings) in MINIMIZERS.items():
        if not wanted or "minimizer_" + kind in wanted:
            make_minimizer(kind, steps, settings)


if __name__ == "__main__":
    main()
