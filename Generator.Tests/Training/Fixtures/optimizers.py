"""Records what PyTorch's optimisers make of a sequence of gradients, and the rates of its schedules. Writes optimizers.json beside itself.

Needs PyTorch (Debian: python3-torch). The learning rate is halved after step 30.
NAdam is not here: that of PyTorch 1.13 takes one momentum twice, which later versions mended.
"""
import json
import math
import os

import torch

ELEMENTS = 21
STEPS = 60

weights = [math.sin(1.7 * i) for i in range(ELEMENTS)]
gradients = [
    [torch.tensor(math.exp(-0.03 * t) * math.sin(0.7 * t + 1.3 * i) + 0.2 * math.cos(i), dtype=torch.float32).item() for i in range(ELEMENTS)]
    for t in range(STEPS)
]
optimizers = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "adam": lambda p: torch.optim.Adam(p),
    "adamw": lambda p: torch.optim.AdamW(p),
    "rmsprop": lambda p: torch.optim.RMSprop(p),
    "rmsprop centered momentum": lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.875, momentum=0.75, centered=True),
    "adagrad": lambda p: torch.optim.Adagrad(p),
    "adagrad decay": lambda p: torch.optim.Adagrad(p, lr=0.05, lr_decay=0.125, initial_accumulator_value=0.5),
}


def run(create):
    parameter = torch.nn.Parameter(torch.tensor(weights, dtype=torch.float32).to(torch.float64))
    optimizer = create([parameter])
    for t, gradient in enumerate(gradients):
        if t == 30:
            for group in optimizer.param_groups:
                group["lr"] *= 0.5
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
    return parameter.detach().tolist()


schedules = {
    "step": (0.5, lambda o: torch.optim.lr_scheduler.StepLR(o, 7, gamma=0.25)),
    "exponential": (0.5, lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9375)),
    "cosine": (0.5, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 40, eta_min=0.125)),
    "one cycle": (0.5, lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps=50, cycle_momentum=False)),
    "one short cycle": (0.5, lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps=50, pct_start=0.75, div_factor=4, final_div_factor=8, cycle_momentum=False)),
}


def rates(first, create):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=first)
    schedule = create(optimizer)
    taken = []
    for _ in range(40):
        taken.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return taken


result = {
    "pytorch": torch.__version__,
    "weights": torch.tensor(weights, dtype=torch.float32).tolist(),
    "gradients": gradients,
    "after": {name: run(create) for name, create in optimizers.items()},
    "rates": {name: rates(first, create) for name, (first, create) in schedules.items()},
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
with open(path, "w") as file:
    json.dump(result, file, indent=None, separators=(",", ":"))
    file.write("\n")
