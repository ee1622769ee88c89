"""Records the learning rates of PyTorch's ReduceLROnPlateau. Writes plateau.json beside itself. Needs PyTorch (Debian: python3-torch)."""
import json
import math
import os

import torch

values = [math.exp(-0.1 * min(t, 12)) + 0.003 * math.sin(1.7 * t) - (0.05 if t in (20, 33) else 0.0) for t in range(60)]
cases = {
    "default": dict(patience=10),
    "short": dict(factor=0.5, patience=1, threshold=0.01),
    "cooldown": dict(factor=0.5, patience=2, cooldown=3, threshold=0.05, min_lr=0.01),
    "greatest": dict(factor=0.25, patience=3, mode="max"),
}


def rates(options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    taken = []
    for value in values:
        schedule.step(value)
        taken.append(optimizer.param_groups[0]["lr"])
    return taken


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plateau.json")
with open(path, "w") as file:
    json.dump({"pytorch": torch.__version__, "values": values, "rates": {name: rates(options) for name, options in cases.items()}}, file, separators=(",", ":"))
    file.write("\n")
