# A training loop as a user of PyTorch writes it. Arguments: width, batch, steps, rate, file of rows.
import os
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

from meter import Meter


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        sizes = [(width, width, 1), (width, 2 * width, 2), (2 * width, 4 * width, 2), (4 * width, 8 * width, 2)]
        self.layer1, self.layer2, self.layer3, self.layer4 = (
            nn.Sequential(Block(a, b, stride), Block(b, b, 1)) for a, b, stride in sizes)
        self.fc = nn.Linear(8 * width, classes)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(functional.adaptive_avg_pool2d(x, 1).flatten(1))


width, batch, steps, rate, rows = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
data = numpy.fromfile(rows, dtype=numpy.uint8).reshape(-1, 1 + 3 * 32 * 32)
images = torch.from_numpy(data[:, 1:].reshape(-1, 3, 32, 32).copy())
labels = torch.from_numpy(data[:, 0].astype(numpy.int64))
model = ResNet18(width, 10)
mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
deviation = torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1)
optimizer = torch.optim.SGD(model.parameters(), rate, momentum=0.9, weight_decay=5e-4)
model.train()

meter = Meter()
seconds, losses = [], []
while len(losses) < steps:
    order = torch.randperm(len(images))
    for start in range(0, len(images) - batch + 1, batch):
        if len(losses) == steps:
            break
        began = time.perf_counter()
        chosen = order[start:start + batch]
        x = (images[chosen].float() / 255 - mean) / deviation
        loss = functional.cross_entropy(model(x), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - began)
timed = sorted(seconds[3:])
meter.print(timed[len(timed) // 2])
