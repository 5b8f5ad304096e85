"""PyTorch eager on the same work, under the protocol of bench/peers/serve.mjs: a number of steps on each line of the input, a line of JSON for each.

Debian has it: `apt-get install python3-torch`. Its BLAS is OpenBLAS.
"""

import argparse
import json
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--network", default="784-100-10")
parser.add_argument("--optimizer", default="sgd")
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--data")
parser.add_argument("--params")
args = parser.parse_args()


def processor_flags():
    try:
        with open("/proc/cpuinfo") as info:
            return next((line for line in info if line.startswith("flags")), "").split()
    except OSError:
        return []


# OpenBLAS chooses its kernels by the model of the processor, and one newer than itself gets those of 2004 (Prescott, SSE3), which is several times slower. So where there
# is AVX-512 the kernels are named here. A processor without it, such as AMD's Zen 3, is known to OpenBLAS 0.3.21 and is left to it.
flags = processor_flags()
if "avx512_bf16" in flags:
    os.environ.setdefault("OPENBLAS_CORETYPE", "SAPPHIRERAPIDS")
elif "avx512f" in flags:
    os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")
# torch.set_num_threads does not reach an OpenBLAS with threads of its own.
os.environ["OPENBLAS_NUM_THREADS"] = str(args.threads)
os.environ["OMP_NUM_THREADS"] = str(args.threads)


def say(line):
    print(json.dumps(line), flush=True)


try:
    import numpy as np
    import torch
except ImportError as problem:
    say({"skip": f"PyTorch is not installed for {sys.executable} ({problem}); Debian: apt-get install python3-torch"})
    sys.exit(0)

torch.set_num_threads(args.threads)
# Numbers too small to be normal cost many cycles each; Adam makes them.
torch.set_flush_denormal(True)

sizes = [int(size) for size in args.network.split("-")]
flat = np.fromfile(args.params, dtype=np.float32)


def idx(name, header):
    return np.fromfile(os.path.join(args.data, name), dtype=np.uint8)[header:]


images = torch.from_numpy(idx("train-images-idx3-ubyte", 16).reshape(-1, sizes[0]).astype(np.float32) / 255)
labels = torch.from_numpy(idx("train-labels-idx1-ubyte", 8).astype(np.int64))
count = len(labels)

modules = []
at = 0
for fan_in, fan_out in zip(sizes, sizes[1:]):
    layer = torch.nn.Linear(fan_in, fan_out)
    weight = flat[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
    at += fan_in * fan_out
    bias = flat[at : at + fan_out]
    at += fan_out
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight.T.copy()))
        layer.bias.copy_(torch.from_numpy(bias.copy()))
    modules += [layer, torch.nn.ReLU()]
network = torch.nn.Sequential(*modules[:-1])

make = {
    "sgd": lambda: torch.optim.SGD(network.parameters(), lr=0.1),
    "adam": lambda: torch.optim.Adam(network.parameters(), lr=1e-3),
}
optimizer = make[args.optimizer]()
loss_of = torch.nn.CrossEntropyLoss()

# The order of rows of bench/peers/serve.mjs, begun again where the last batch reaches over its end.
once = torch.arange(count) * 48271 % count
order = torch.cat([once, once[: args.batch]])
position = 0


def next_rows():
    global position
    rows = order[position : position + args.batch]
    position = (position + args.batch) % count
    return rows


def run(steps):
    for _ in range(steps):
        rows = next_rows()
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(network(images[rows]), labels[rows])
        loss.backward()
        optimizer.step()
    return loss.item()


say({"ready": True, "name": "PyTorch", "version": torch.__version__})
for line in sys.stdin:
    steps = int(line)
    cpu = time.process_time()
    start = time.perf_counter()
    loss = run(steps)
    seconds = time.perf_counter() - start
    say(
        {
            "name": "PyTorch",
            "network": args.network,
            "optimizer": args.optimizer,
            "batch": args.batch,
            "threads": args.threads,
            "steps": steps,
            "seconds": seconds,
            "cpuSeconds": time.process_time() - cpu,
            "samplesPerSecond": steps * args.batch / seconds,
            "loss": loss,
        }
    )
