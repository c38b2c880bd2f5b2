"""SRResNet as BasicSR writes it (MSRResNet, with global residual), with weights from a safetensors file of ours."""

import json

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return x + self.conv2(self.relu(self.conv1(x)))


class SRResNet(nn.Module):
    def __init__(self, channels, blocks):
        super().__init__()
        self.conv_first = nn.Conv2d(3, channels, 3, 1, 1)
        self.body = nn.Sequential(*[ResidualBlock(channels) for _ in range(blocks)])
        self.upconv1 = nn.Conv2d(channels, channels * 4, 3, 1, 1)
        self.upconv2 = nn.Conv2d(channels, channels * 4, 3, 1, 1)
        self.pixel_shuffle = nn.PixelShuffle(2)
        self.conv_hr = nn.Conv2d(channels, channels, 3, 1, 1)
        self.conv_last = nn.Conv2d(channels, 3, 3, 1, 1)
        self.lrelu = nn.LeakyReLU(negative_slope=0.1, inplace=True)

    def features(self, x):
        """What the last block puts out (RB16 of 16)."""
        return self.body(self.lrelu(self.conv_first(x)))

    def forward(self, x):
        out = self.features(x)
        out = self.lrelu(self.pixel_shuffle(self.upconv1(out)))
        out = self.lrelu(self.pixel_shuffle(self.upconv2(out)))
        out = self.conv_last(self.lrelu(self.conv_hr(out)))
        return out + F.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False)


def read_safetensors(path):
    """What a file records of itself, by name, and its tensors."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        body = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            tensors[name] = np.frombuffer(body[start:end], dtype="<f4").reshape(entry["shape"])
    return header["__metadata__"], tensors


def load(path):
    metadata, tensors = read_safetensors(path)
    spec = json.loads(metadata["network"])
    network = SRResNet(spec["channels"], spec["blocks"])
    layers = {"Conv1.conv": network.conv_first, "UP1.conv": network.upconv1, "UP2.conv": network.upconv2}
    layers |= {"HRConv.conv": network.conv_hr, "Output.conv": network.conv_last}
    for k, block in enumerate(network.body, 1):
        layers |= {f"RB{k}.conv1": block.conv1, f"RB{k}.conv2": block.conv2}
    with torch.no_grad():
        for name, layer in layers.items():
            weight = torch.tensor(tensors.pop(f"{name}/kernel")).permute(3, 2, 0, 1)
            bias = torch.tensor(tensors.pop(f"{name}/bias"))
            if name.startswith("UP"):
                # Ours takes sample (i, j) of channel c from (i r + j) C + c; pixel_shuffle from c r r + i r + j.
                weight = weight.reshape(4, -1, *weight.shape[1:]).transpose(0, 1).reshape(weight.shape)
                bias = bias.reshape(4, -1).T.reshape(-1)
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
    assert not tensors, f"not used: {list(tensors)}"
    return network


def to_torch(images):
    """N x H x W x C to N x C x H x W, contiguous."""
    return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))
