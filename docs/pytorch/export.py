"""Writes a PyTorch network to PATH.safetensors, and an input with its output to PATH.golden.safetensors."""
import json
import struct

def save(path, tensors):
    header, data = {}, bytearray()
    for name, tensor in tensors.items():
        start = len(data)
        data += tensor.detach().cpu().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def export(net, example, path):
    net.eval()
    save(path + ".safetensors", net.state_dict())
    save(path + ".golden.safetensors", {"input": example, "output": net(example)})
