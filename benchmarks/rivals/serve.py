"""Answers the side-by-side benchmark, a line for a line:

    make NET BATCH          writes NET.safetensors, NET_BATCH.input, NET_BATCH.output (raw float32) and NET_BATCH.onnx
    shape NET, output NET   the sizes of a sample
    time NET BATCH predict|train SECONDS median|least     the time of a call in microseconds, the best of PyTorch's ways
    memory NET BATCH predict|train           the growth of the resident set, in bytes, in a process of its own

usage: serve.py THREADS FOLDER
"""
import json
import pathlib
import struct
import subprocess
import sys
import time

try:
    import torch
    import nets
except ImportError as e:
    print(e, flush=True)
    sys.exit(0)

threads, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
torch.set_num_threads(threads)
torch.set_flush_denormal(True)
made, calls = {}, {}


def net(name):
    if name not in made:
        made[name] = nets.make(name)
    return made[name]


def sample(name, batch):
    torch.manual_seed(batch)
    module, shape, _ = net(name)
    return nets.sample(module, shape, batch)


def save(path, state):
    tensors = {key: value.detach().contiguous() for key, value in state.items() if value.dtype == torch.float32}
    header, at = {}, 0
    for key, value in tensors.items():
        size = 4 * value.numel()
        header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(value.numpy().tobytes())


def make(name, batch):
    module, _, _ = net(name)
    module.eval()
    save(folder / f"{name}.safetensors", module.state_dict())
    x = sample(name, batch)
    with torch.no_grad():
        y = module(x)
    (folder / f"{name}_{batch}.input").write_bytes(x.float().numpy().tobytes())
    (folder / f"{name}_{batch}.output").write_bytes(y.contiguous().numpy().tobytes())
    try:
        torch.onnx.export(module, x, str(folder / f"{name}_{batch}.onnx"), input_names=["x"], output_names=["y"], opset_version=13)
    except Exception as e:
        return "no onnx: " + str(e).splitlines()[0]
    return "made"


def ways(name, batch, what):
    """The calls to time: PyTorch as it is and, for prediction, traced and frozen."""
    key = name, batch, what
    if key in calls:
        return calls[key]
    module, _, classes = nets.make(name)
    x = sample(name, batch)
    if what == "predict":
        module.eval()
        with torch.no_grad():
            frozen = torch.jit.freeze(torch.jit.trace(module, x))
            for _ in range(4):
                frozen(x)
        found = [lambda: module(x), lambda: frozen(x)]
    else:
        module.train()
        optimizer = torch.optim.SGD(module.parameters(), lr=1e-3)
        labels = nets.labels(module, net(name)[1], classes, batch)

        def step():
            optimizer.zero_grad()
            nets.loss(module, x, labels).backward()
            optimizer.step()

        found = [step]
    calls[key] = found
    return found


def duration(call, seconds, least=False):
    call()
    start = time.perf_counter()
    call()
    one = max(time.perf_counter() - start, 1e-7)
    inner = max(1, int(1e-3 / one))
    values = []
    for _ in range(max(7, min(501, int(seconds / (one * inner))))):
        start = time.perf_counter()
        for _ in range(inner):
            call()
        values.append((time.perf_counter() - start) / inner)
    return (min(values) if least else sorted(values)[len(values) // 2]) * 1e6


def timed(name, batch, what, seconds, least):
    found = ways(name, batch, what)
    if what == "train":
        return duration(found[0], seconds, least)
    with torch.no_grad():
        return min(duration(call, seconds / len(found), least) for call in found)


def memory(name, batch, what):
    code = ("import sys, serve_memory; serve_memory.run(*sys.argv[1:])")
    result = subprocess.run([sys.executable, "-c", code, name, str(batch), what], cwd=pathlib.Path(__file__).parent, capture_output=True, text=True)
    return result.stdout.strip() or "error " + result.stderr.strip().splitlines()[-1]


def main():
    # Without a good BLAS below it PyTorch is no rival: the reader of the table shall see it.
    a = torch.randn(512, 512)
    speed = 2 * 512 ** 3 / duration(lambda: torch.mm(a, a), 0.2) / 1e3
    print(f"ready {torch.__version__} (a matrix product runs at {speed:.0f} GFLOP/s)", flush=True)
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "make":
                print(make(words[1], int(words[2])), flush=True)
            elif words[0] == "time":
                print(f"{timed(words[1], int(words[2]), words[3], float(words[4]), words[5] == 'least'):.3f}", flush=True)
            elif words[0] in ("shape", "output"):
                module, shape, _ = net(words[1])
                with torch.no_grad():
                    sizes = shape if words[0] == "shape" else module.eval()(nets.sample(module, shape, 1)).shape[1:]
                print(*sizes, flush=True)
            elif words[0] == "memory":
                print(memory(words[1], int(words[2]), words[3]), flush=True)
            else:
                print("error unknown " + words[0], flush=True)
        except Exception as e:
            print("error " + (str(e).splitlines() or [type(e).__name__])[0], flush=True)


if __name__ == "__main__":
    main()
