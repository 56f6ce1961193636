"""Writes a PyTorch network to a safetensors file, and beside it an input with the output that PyTorch computes for it."""
import json
import struct

import torch


def save(path, tensors):
    """Writes named tensors; the file is 8 bytes of header length, a JSON header, then the numbers."""
    header, blobs, end = {}, [], 0
    for name, tensor in tensors.items():
        blobs.append(tensor.detach().cpu().float().contiguous().numpy().tobytes())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + len(blobs[-1])]}
        end += len(blobs[-1])
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def export(net, example, path):
    """The weights go to path.safetensors, `example` and its output to path.golden.safetensors."""
    net.eval()
    save(path + ".safetensors", net.state_dict())
    save(path + ".golden.safetensors", {"input": example, "output": net(example)})
