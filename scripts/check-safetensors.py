"""The other side of `npm run safetensors-check`: the reference implementation of safetensors, with numpy for what the elements mean.

    check-safetensors.py FOLDER     reads FOLDER/ours/*, says in FOLDER/ours.json what is in each; writes FOLDER/theirs/* and FOLDER/theirs.json
    check-safetensors.py --fixtures FOLDER    writes the fixtures of test/data/fixtures (needs PyTorch, too)
"""
import json
import pathlib
import random
import sys

import numpy as np
from safetensors import SafetensorError, TensorSpec, deserialize, safe_open, serialize

DTYPES = {
    "F64": ("float64", "<f8"), "F32": ("float32", "<f4"), "F16": ("float16", "<f2"), "BF16": ("bfloat16", "<u2"),
    "I64": ("int64", "<i8"), "U64": ("uint64", "<u8"), "I32": ("int32", "<i4"), "U32": ("uint32", "<u4"),
    "I16": ("int16", "<i2"), "U16": ("uint16", "<u2"), "I8": ("int8", "i1"), "U8": ("uint8", "u1"), "BOOL": ("bool", "u1"),
}


def told(shape, dtype, data):
    """A tensor as its shape and the bytes of its numbers as float64; NaN is one NaN."""
    if dtype not in DTYPES:
        return {"shape": shape, "dtype": dtype}
    flat = np.frombuffer(bytes(data), dtype=DTYPES[dtype][1])
    if dtype == "BF16":
        flat = (flat.astype("<u4") << 16).view("<f4")
    with np.errstate(invalid="ignore"):
        numbers = flat.astype("<f8")
    numbers[np.isnan(numbers)] = np.nan
    return {"shape": shape, "dtype": dtype, "numbers": numbers.tobytes().hex()}


def read(path):
    try:
        tensors = {name: told(x["shape"], x["dtype"], x["data"]) for name, x in deserialize(path.read_bytes())}
        try:
            with safe_open(str(path), framework="np") as opened:
                metadata = opened.metadata() or {}
        except SafetensorError as error:
            return {"refused": str(error)}
        return {"tensors": tensors, "metadata": metadata}
    except SafetensorError as error:
        return {"refused": str(error)}


def word(rng):
    return rng.choice(["", "w", "__proto__", "constructor", "fc1.weight", "10", "9", "가중치", '"\\/\n', "𝛁", "\0"]) + rng.choice(["", str(rng.randrange(100))])


def random_file(rng):
    kept, specs, expected = [], {}, {}
    for name in {word(rng) for _ in range(rng.randrange(6))}:
        dtype = rng.choice(list(DTYPES))
        shape = [rng.randrange(4) for _ in range(rng.randrange(5))]
        count = int(np.prod(shape, dtype=np.int64))
        size = np.dtype(DTYPES[dtype][1]).itemsize
        data = bytearray(rng.randbytes(count * size))
        if dtype == "BOOL":
            data = bytearray(byte % 2 for byte in data)
        if dtype in ("I64", "U64"):
            data = bytearray(byte if i % 8 < 6 else 0 for i, byte in enumerate(data))
        buffer = np.frombuffer(bytes(data) or b"\0", dtype="u1")
        kept.append(buffer)
        specs[name] = TensorSpec(dtype=DTYPES[dtype][0], shape=shape, data_ptr=buffer.ctypes.data, data_len=len(data))
        expected[name] = told(shape, dtype, data)
    metadata = {word(rng): word(rng) for _ in range(rng.randrange(3))}
    return bytes(serialize(specs, metadata=metadata or None)), {"tensors": expected, "metadata": metadata}


def fixtures(folder):
    import torch
    from safetensors.torch import save_file

    numbers = torch.tensor([0.0, -0.0, 1.0, -1.5, float("inf"), float("-inf"), float("nan"), 2.0**-14, 2.0**-24, 65504.0], dtype=torch.float64)
    tensors = {dtype: numbers.to(kind) for dtype, kind in
               {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}.items()}
    for dtype, kind in {"I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8}.items():
        tensors[dtype] = torch.tensor([[0, 1, -1], [127, -128, 42]], dtype=kind)
    tensors["U8"] = torch.tensor([[0, 1, 255]], dtype=torch.uint8)
    tensors["BOOL"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(0.1, dtype=torch.float64)
    tensors["empty"] = torch.zeros((2, 0, 3))
    save_file(tensors, str(folder / "dtypes.safetensors"), metadata={"format": "pt", "가": "나"})

    # Multiples of 1/8, so that float32 and float64 agree in every digit whatever the order of the sums.
    torch.manual_seed(0)
    eighths = lambda *shape: torch.randint(-16, 17, shape) / 8
    model = torch.nn.Sequential()
    model.add_module("fc1", torch.nn.Linear(3, 4))
    model.add_module("relu", torch.nn.ReLU())
    model.add_module("fc2", torch.nn.Linear(4, 2, bias=False))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(eighths(*parameter.shape))
    inputs = eighths(5, 3)
    save_file({**model.state_dict(), "inputs": inputs, "outputs": model(inputs).detach()}, str(folder / "linear.safetensors"))


if sys.argv[1] == "--fixtures":
    fixtures(pathlib.Path(sys.argv[2]))
    sys.exit()

folder = pathlib.Path(sys.argv[1])
ours = {path.name: read(path) for path in sorted((folder / "ours").iterdir())}
(folder / "ours.json").write_text(json.dumps(ours))
rng = random.Random()
theirs = {}
(folder / "theirs").mkdir()
for i in range(500):
    data, expected = random_file(rng)
    (folder / "theirs" / f"{i:04}.safetensors").write_bytes(data)
    theirs[f"{i:04}.safetensors"] = expected
(folder / "theirs.json").write_text(json.dumps(theirs))
