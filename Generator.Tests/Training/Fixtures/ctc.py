"""Records CTC losses and their gradients, computed by PyTorch in double. Writes ctc.json beside itself. Needs PyTorch (Debian: python3-torch)."""
import json
import os

import torch

# timesteps, classes, blank, labels; the last one has too few timesteps.
CASES = [
    (1, 2, 0, [1]),
    (5, 3, 0, []),
    (4, 4, 0, [2, 2, 3]),
    (9, 5, 4, [1, 0, 0, 3]),
    (12, 6, 2, [0, 1, 3, 4, 5, 5, 0]),
    (40, 7, 0, [1, 2, 3, 3, 3, 6, 1, 5, 4, 4, 2]),
    (2, 4, 0, [1, 1]),
]


def recorded(seed, scale):
    torch.manual_seed(seed)
    cases = []
    for timesteps, classes, blank, labels in CASES:
        # Floats, so that a program that reads them has the same numbers.
        logits = (torch.randn(timesteps, classes) * scale).double().requires_grad_()
        loss = torch.nn.functional.ctc_loss(
            torch.log_softmax(logits, 1)[:, None], torch.tensor([labels], dtype=torch.long), (timesteps,), (len(labels),), blank=blank, reduction="sum", zero_infinity=True
        )
        loss.backward()
        cases.append({
            "timesteps": timesteps,
            "classes": classes,
            "blank": blank,
            "labels": labels,
            "logits": logits.detach().flatten().tolist(),
            "loss": loss.item(),
            "gradient": logits.grad.flatten().tolist(),
        })
    return cases


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ctc.json")
with open(path, "w") as file:
    json.dump({"pytorch": torch.__version__, "cases": recorded(1, 1.0) + recorded(2, 6.0)}, file, separators=(",", ":"))
    file.write("\n")
