"""Records PyTorch's loss over 200 steps of small networks, with the weights that they start from. Writes curves.json beside itself.

Needs PyTorch (Debian: python3-torch). Inputs, lengths and classes are formulas that the test repeats. An LSTM has one bias here: bias_hh is 0 and is
not trained, for two biases of one sum would move it twice as fast. A GRU's two biases are two in ModelGen too.
"""
import json
import os

import torch

FEATURES, UNITS, CLASSES, TIMESTEPS, BATCH, BATCHES, STEPS = 5, 7, 3, 12, 16, 8, 200
ROWS = BATCH * BATCHES
torch.set_num_threads(1)


def number(i):
    return (((i * 2654435761) & 0xFFFFFFFF) >> 8) / 2**23 - 1


x = torch.tensor([number(i) for i in range(ROWS * TIMESTEPS * FEATURES)]).reshape(ROWS, TIMESTEPS, FEATURES)
lengths = [row * 5 % TIMESTEPS + 1 for row in range(ROWS)]
classes = torch.tensor([int(x[row, 0, 0] > 0) + int(x[row, lengths[row] - 1, 1] > 0) for row in range(ROWS)])


class Network(torch.nn.Module):
    def __init__(self, kind, bidirectional, ragged):
        super().__init__()
        self.rnn = getattr(torch.nn, kind)(FEATURES, UNITS, batch_first=True, bidirectional=bidirectional)
        self.head = torch.nn.Linear(UNITS * (2 if bidirectional else 1), CLASSES)
        self.ragged = ragged
        if kind == "LSTM":
            for name, parameter in self.rnn.named_parameters():
                if name.startswith("bias_hh"):
                    torch.nn.init.zeros_(parameter)
                    parameter.requires_grad = False

    def forward(self, rows):
        inputs = x[rows]
        if self.ragged:
            inputs = torch.nn.utils.rnn.pack_padded_sequence(inputs, [lengths[r] for r in rows], batch_first=True, enforce_sorted=False)
        _, state = self.rnn(inputs)
        hidden = state[0] if isinstance(state, tuple) else state
        return self.head(torch.cat(list(hidden), dim=1))


def blocks(matrix, kind):
    """Rows of gates as in Keras: an LSTM's i, f, g, o are i, f, c, o; a GRU's r, z, n become z, r, h."""
    parts = list(torch.split(matrix.detach(), UNITS))
    return torch.cat(parts if kind == "LSTM" else [parts[1], parts[0], parts[2]])


def tensors(network, kind, bidirectional):
    layer = kind.lower()
    result = {}
    for suffix, name in [("", f"bidirectional.forward" if bidirectional else layer)] + ([("_reverse", "bidirectional.backward")] if bidirectional else []):
        get = lambda part: blocks(getattr(network.rnn, f"{part}_l0{suffix}"), kind)
        result[f"{name}.kernel"] = get("weight_ih").T.flatten().tolist()
        result[f"{name}.recurrent_kernel"] = get("weight_hh").T.flatten().tolist()
        result[f"{name}.bias"] = get("bias_ih").tolist() + (get("bias_hh").tolist() if kind == "GRU" else [])
    result["dense.kernel"] = network.head.weight.detach().T.flatten().tolist()
    result["dense.bias"] = network.head.bias.detach().tolist()
    return result


optimizers = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.2),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
}
cases = {
    "lstm": ("LSTM", False, False),
    "gru": ("GRU", False, False),
    "lstm_lengths": ("LSTM", False, True),
    "gru_lengths": ("GRU", False, True),
    "bidirectional": ("LSTM", True, False),
    "bidirectional_lengths": ("LSTM", True, True),
}
recorded = {}
for seed, (case, (kind, bidirectional, ragged)) in enumerate(cases.items()):
    for optimizer_name, create in optimizers.items():
        torch.manual_seed(seed)
        network = Network(kind, bidirectional, ragged)
        start = tensors(network, kind, bidirectional)
        optimizer = create([p for p in network.parameters() if p.requires_grad])
        losses = []
        for step in range(STEPS):
            first = step % BATCHES * BATCH
            rows = list(range(first, first + BATCH))
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(rows), classes[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        recorded[f"{case} {optimizer_name}"] = {"weights": start, "losses": losses}
        print(case, optimizer_name, losses[0], losses[-1])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "curves.json")
with open(path, "w") as file:
    json.dump({"pytorch": torch.__version__, "curves": recorded}, file, separators=(",", ":"))
    file.write("\n")
