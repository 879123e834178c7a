"""The training step of training_step_benchmark.cc in PyTorch, on one and two threads: the median time in milliseconds."""

import statistics
import time

import torch


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = torch.nn.Conv1d(40, 128, 5, padding=2)
        self.gru = torch.nn.GRU(128, 128, 2, batch_first=True)
        self.embedding = torch.nn.Linear(128, 128)
        self.dimensions = torch.nn.Linear(128, 3)

    def forward(self, frames):
        convolved = torch.relu(self.convolution(frames.transpose(1, 2))).transpose(1, 2)
        output, _ = self.gru(convolved)
        return self.dimensions(torch.tanh(self.embedding(output.mean(1))))


def concordance(x, y):
    return 2 * ((x - x.mean()) * (y - y.mean())).mean() / (x.var(False) + y.var(False) + (x.mean() - y.mean()) ** 2)


def step_ms(threads, steps=15):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = Network()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, weight_decay=1e-4)
    frames, targets = torch.randn(32, 300, 40), torch.randn(32, 3)
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        output = network(frames)
        loss = 1 - sum(concordance(output[:, i], targets[:, i]) for i in range(3)) / 3
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


if __name__ == "__main__":
    for threads in (1, 2):
        print(f"PyTorch {torch.__version__} training step, {threads} threads: {step_ms(threads):.1f} ms")
