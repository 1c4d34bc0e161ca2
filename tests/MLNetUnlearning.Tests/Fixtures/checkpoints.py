import argparse, collections, copy, json, random, sys, numpy as np, torch
"""Checkpoints as training scripts write them, beside logits of their networks: checkpoints.py RESNET18.PY FOLDER"""
from pathlib import Path
from torch import nn
from torch.nn.utils import prune

resnet18 = {'__name__': 'resnet18'}
exec(Path(sys.argv[1]).read_text(), resnet18)
folder, logits = sys.argv[2], {}


def save(name, network, checkpoint):
    torch.save(checkpoint, f'{folder}/{name}')
    logits[name] = resnet18['logits'](network, resnet18['Normalize'](resnet18['MEANS'], resnet18['DEVIATIONS']))


def everything_beside(network):
    """What scripts keep beside the weights, and what else a pickle may hold."""
    twin = copy.deepcopy(network).train()
    adam = torch.optim.Adam(twin.parameters())
    twin(torch.randn(4, 3, 16, 16)).sum().backward()
    adam.step()
    scheduler = torch.optim.lr_scheduler.MultiStepLR(adam, [2, 3])
    args = argparse.Namespace(
        lr=0.1, device=torch.device('cuda'), dtype=torch.float16, set={1, 2}, frozen=frozenset([1]), bytes=b'ab', complex=1 + 2j, range=range(3),
        big=2 ** 80, path=Path('/a'), ellipsis=..., type=dict)
    return {
        'optimizer': adam.state_dict(), 'scheduler': scheduler.state_dict(), 'scheduler itself': scheduler, 'args': args, 'loss': nn.CrossEntropyLoss(),
        'scalar': np.float64(3.5), 'integers': np.arange(10), 'matrix': np.random.rand(3, 4), 'lists': collections.defaultdict(list, {'a': [1]}),
        'deque': collections.deque([1, 2]), 'ordered': collections.OrderedDict(a=1), 'size': torch.Size([1, 2]),
        'random': random.getstate(), 'numpy': np.random.get_state(), 'generator': np.random.default_rng(1).bit_generator.state,
        'torch': torch.get_rng_state(), 'parameter': nn.Parameter(torch.ones(2)), 'complex': torch.ones(2, dtype=torch.complex64),
        'sparse': torch.eye(3).to_sparse(), 'bytes': torch.ones(3, dtype=torch.uint8), 'truth': torch.tensor([True]),
        'quantized': torch.quantize_per_tensor(torch.ones(2), 1.0, 0, torch.quint8), 'module': nn.Linear(2, 2).double(),
    }


network = resnet18['trained'](1, 3, 2)
save('everything.pth.tar', network, {**everything_beside(network), 'state_dict': network.state_dict()})
save('parameters.pt', network, {'model': dict([*network.named_parameters(), *network.named_buffers()])})
save('nested.pt', network, {'model': {'state_dict': {'module.encoder.' + name: value for name, value in network.state_dict().items()}}, 'epoch': 1})
save('averaged.pt', network, torch.optim.swa_utils.AveragedModel(network).state_dict())
save('lightning.ckpt', network, {
    'epoch': 3, 'pytorch-lightning_version': '2.0', 'callbacks': {'ModelCheckpoint': {'best_model_score': torch.tensor(0.5)}},
    'optimizer_states': [], 'hyper_parameters': {'lr': 0.1}, 'logits': np.random.rand(20000, 10),
    'state_dict': {('model.' if name.startswith('fc') else 'model.encoder.') + name: value for name, value in network.state_dict().items()}})

pruned = copy.deepcopy(network)
convolutions = [(layer, 'weight') for layer in pruned.modules() if isinstance(layer, nn.Conv2d)]
for layer, name in convolutions:
    prune.random_unstructured(layer, name, amount=0.5)
prune.global_unstructured(convolutions, pruning_method=prune.L1Unstructured, amount=0.2)
prune.l1_unstructured(pruned.fc, 'bias', amount=1)
save('pruned.pt', pruned, {'net': pruned.state_dict(), 'accuracy': 0.5})

with open(f'{folder}/resnet18-logits.json', 'w') as file:
    json.dump(logits, file)
zeros = sum(int((layer.weight_mask == 0).sum()) for layer, _ in convolutions)
print(zeros / sum(layer.weight_mask.numel() for layer, _ in convolutions))
