# The networks of networks.ts in PyTorch: answers each line "network batch steps" with the seconds that the steps took.
import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    print("absent PyTorch, which python3 does not have", flush=True)
    sys.exit()

torch.set_num_threads(2)
WORDS = 5000


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, 64)
        self.conv = nn.Conv1d(64, 128, 5)

    def forward(self, x):
        return self.conv(self.embedding(x).transpose(1, 2)).relu().amax(2)


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, 64)
        self.lstm = nn.LSTM(64, 64, batch_first=True, bidirectional=True)

    def forward(self, x):
        _, (last, _) = self.lstm(self.embedding(x))
        return torch.cat([last[0], last[1]], 1)


def cnn():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(4096, 512), nn.ReLU())


def mlp():
    return nn.Sequential(*[m for i in (100, 256, 256) for m in (nn.Linear(i, 256), nn.ReLU())])


networks = {
    "cnn": (cnn, 512, lambda b: torch.rand(b, 3, 32, 32)),
    "mlp": (mlp, 256, lambda b: torch.rand(b, 100)),
    "text": (Text, 128, lambda b: torch.randint(0, WORDS, (b, 64))),
    "lstm": (Lstm, 128, lambda b: torch.randint(0, WORDS, (b, 32))),
}
steps = {}


def make(name, batch):
    trunk_of, width, examples = networks[name]
    trunk, label, value = trunk_of(), nn.Linear(width, 10), nn.Linear(width, 1)
    optimizer = torch.optim.Adam([p for m in (trunk, label, value) for p in m.parameters()], lr=1e-3)
    x, labels, values = examples(batch), torch.randint(0, 10, (batch,)), torch.randn(batch, 1)

    def step():
        optimizer.zero_grad()
        features = trunk(x)
        loss = nn.functional.cross_entropy(label(features), labels)
        (loss + nn.functional.mse_loss(value(features), values)).backward()
        optimizer.step()
        loss.item()

    return step


print(f"ready PyTorch {torch.__version__}, CPU, 2 threads", flush=True)
for line in sys.stdin:
    name, batch, count = line.split()
    if (name, batch) not in steps:
        steps[name, batch] = make(name, int(batch))
        for _ in range(4):
            steps[name, batch]()
    start = time.perf_counter()
    for _ in range(int(count)):
        steps[name, batch]()
    print(time.perf_counter() - start, flush=True)
