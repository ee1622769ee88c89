"""Records metrics of random outputs, computed from their definitions with PyTorch. Writes metrics.json beside itself. Needs PyTorch (Debian: python3-torch)."""
import json
import os

import torch

torch.manual_seed(1)
ELEMENTS, CLASSES = 60, 5
# Quarters, so that some outputs are equal.
logits = torch.round(torch.randn(ELEMENTS, CLASSES) * 8) / 4
classes = torch.randint(0, CLASSES - 1, (ELEMENTS,))  # the last class never comes
weights = (torch.randint(0, 5, (ELEMENTS,)) / 2).double()
labels = torch.randint(0, 2, (ELEMENTS, 3)).float()
probabilities = torch.round(torch.sigmoid(torch.randn(ELEMENTS, 3) + labels - 0.5) * 16) / 16
values = torch.randn(ELEMENTS, 3)


def ratio(part, whole):
    return part / whole if whole > 0 else 0.0


def scores(predicted, actual):
    """Of 0/1 matrices [elements, classes]: precision, recall, F1 of each class, and their averages."""
    w = weights[:, None]
    tp = (w * predicted * actual).sum(0).tolist()
    fp = (w * predicted * (1 - actual)).sum(0).tolist()
    fn = (w * (1 - predicted) * actual).sum(0).tolist()
    support = [a + b for a, b in zip(tp, fn)]
    result = {}
    for name, score in {
        "precision": lambda t, p, n: ratio(t, t + p),
        "recall": lambda t, p, n: ratio(t, t + n),
        "f1": lambda t, p, n: ratio(2 * t, 2 * t + p + n),
    }.items():
        own = [score(*counts) for counts in zip(tp, fp, fn)]
        result[name] = {
            "class": own,
            "macro": sum(own) / len(own),
            "micro": score(sum(tp), sum(fp), sum(fn)),
            "weighted": sum(s * n for s, n in zip(own, support)) / sum(support),
        }
    return result


def auc(score, positive):
    """Every pair of a positive and a negative element."""
    area = total = 0.0
    for i in range(ELEMENTS):
        for j in range(ELEMENTS):
            if positive[i] and not positive[j]:
                pair = (weights[i] * weights[j]).item()
                total += pair
                area += pair * (1.0 if score[i] > score[j] else 0.5 if score[i] == score[j] else 0.0)
    return area / total if total > 0 else None


def mean(values):
    return ((values * weights).sum() / weights.sum()).item()


one_hot = torch.nn.functional.one_hot(classes, CLASSES).float()
first_greatest = torch.tensor([row.tolist().index(max(row.tolist())) for row in logits])
predicted = torch.nn.functional.one_hot(first_greatest, CLASSES).float()
own = logits.gather(1, classes[:, None])
confusion = torch.zeros(CLASSES, CLASSES)
for i in range(ELEMENTS):
    confusion[classes[i], first_greatest[i]] += weights[i]
softmax = torch.softmax(logits.double(), 1)
class_auc = [auc(softmax[:, k].tolist(), (classes == k).tolist()) for k in range(CLASSES)]
label_auc = [auc(probabilities[:, k].tolist(), (labels[:, k] > 0).tolist()) for k in range(3)]
defined = [a for a in class_auc if a is not None]
result = {
    "pytorch": torch.__version__,
    "logits": logits.flatten().tolist(),
    "classes": classes.tolist(),
    "weights": weights.tolist(),
    "labels": labels.flatten().tolist(),
    "probabilities": probabilities.flatten().tolist(),
    "values": values.flatten().tolist(),
    "expected": {
        "top": {str(k): mean(((logits > own).sum(1) < k).float()) for k in (1, 2, 3)},
        "confusion": confusion.flatten().tolist(),
        "classes": scores(predicted, one_hot),
        "labels": scores((probabilities > 0.5).float(), labels),
        "class_auc": {"class": class_auc, "mean": sum(defined) / len(defined)},
        "label_auc": {"class": label_auc, "mean": sum(label_auc) / 3},
        "perplexity": torch.exp((torch.nn.functional.cross_entropy(logits.double(), classes, reduction="none") * weights).sum() / weights.sum()).item(),
        "mean_absolute_error": mean((probabilities - values).abs().mean(1)),
    },
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
with open(path, "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
