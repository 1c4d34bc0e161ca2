import json, struct, sys, torch
"""ResNet-18 for small images as PyTorch programs write it, to exchange weights with.

resnet18.py write FOLDER   writes state dictionaries as torch.save does, and the logits of their networks
resnet18.py read FILE      reads a safetensors file without the safetensors package and prints the logits
"""
from collections import OrderedDict
from torch import nn

MEANS, DEVIATIONS = [0.5, 0.4, 0.3], [0.2, 0.3, 0.25]


class Normalize(nn.Module):
    def __init__(self, means, deviations):
        super().__init__()
        self.register_buffer('mean', torch.tensor(means))
        self.register_buffer('std', torch.tensor(deviations))

    def forward(self, x):
        return (x - self.mean[:, None, None]) / self.std[:, None, None]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = nn.Sequential(Block(width, width, 1), Block(width, width, 1))
        self.layer2 = nn.Sequential(Block(width, 2 * width, 2), Block(2 * width, 2 * width, 1))
        self.layer3 = nn.Sequential(Block(2 * width, 4 * width, 2), Block(4 * width, 4 * width, 1))
        self.layer4 = nn.Sequential(Block(4 * width, 8 * width, 2), Block(8 * width, 8 * width, 1))
        self.fc = nn.Linear(8 * width, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))


def images(count=4, side=16):
    pixels = torch.arange(count * 3 * side * side)
    return (((pixels * 97 + pixels // 7) % 256).float() / 255).reshape(count, 3, side, side)


def trained(width, classes, seed):
    """Random weights with batch statistics that are not those of the start."""
    torch.manual_seed(seed)
    network = ResNet18(width, classes)
    with torch.no_grad():
        for _ in range(3):
            network(torch.randn(8, 3, 16, 16))
        for name, weight in network.named_parameters():
            if weight.dim() == 1:
                weight.add_(0.1 * torch.randn_like(weight))
    return network.eval()


def logits(network, normalize):
    with torch.no_grad():
        return network(normalize(images())).tolist()


def write(folder):
    normalize = Normalize(MEANS, DEVIATIONS)
    plain = trained(2, 5, 1)
    torch.save(plain.state_dict(), folder + '/resnet18.pt')
    whole = nn.Sequential(OrderedDict(normalize=normalize)).state_dict()
    wrapped = trained(1, 3, 2)
    entries = OrderedDict(('module.' + name, value) for name, value in [*whole.items(), *wrapped.to(memory_format=torch.channels_last).state_dict().items()])
    torch.save({'epoch': 7, 'best': 0.5, 'done': True, 'state_dict': entries, 'lrs': [0.1, 0.01]}, folder + '/resnet18-wrapped.pth')
    halves = OrderedDict((name.replace('downsample', 'shortcut').replace('fc.', 'linear.'), value.half() if value.is_floating_point() else value)
                         for name, value in wrapped.state_dict().items() if 'num_batches' not in name)
    torch.save(halves, folder + '/resnet18-half.pt')
    with open(folder + '/resnet18-logits.json', 'w') as file:
        json.dump({'resnet18.pt': logits(plain, normalize), 'resnet18-wrapped.pth': logits(wrapped, normalize)}, file)


def read(path):
    data = open(path, 'rb').read()
    length = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop('__metadata__')
    state = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry['data_offsets'])
        kind = {'F32': torch.float32, 'I64': torch.int64}[entry['dtype']]
        state[name] = torch.frombuffer(bytearray(data[start:end]), dtype=kind).reshape(entry['shape'])
    network = ResNet18(state['conv1.weight'].shape[0], state['fc.bias'].shape[0])
    network.load_state_dict(state, strict=True)
    normalize = Normalize(*([float(word) for word in metadata['normalization_' + name].split()] for name in ('means', 'deviations')))
    print(json.dumps(logits(network.eval(), normalize)))


if __name__ == '__main__':
    {'write': write, 'read': read}[sys.argv[1]](sys.argv[2])
