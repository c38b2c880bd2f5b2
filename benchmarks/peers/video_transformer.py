"""The video transformer without recurrence, as PyTorch code writes such a network, with weights from a safetensors file of ours: x is N x 3T x H x W, sides multiples of the window."""

import json

import torch
from torch import nn
import torch.nn.functional as F

import srresnet


class Attention(nn.Module):
    def __init__(self, channels, heads, window, frames, shift):
        super().__init__()
        self.heads, self.window, self.frames, self.shift = heads, window, frames, shift
        self.scale = (channels // heads) ** -0.5
        self.qkv = nn.Linear(channels, 3 * channels)
        self.projection = nn.Linear(channels, channels)
        sides = (frames, window, window)
        self.bias = nn.Parameter(torch.zeros((2 * frames - 1) * (2 * window - 1) ** 2, heads))
        axes = torch.stack(torch.meshgrid(*[torch.arange(side) for side in sides], indexing="ij")).flatten(1)
        apart = (axes[:, :, None] - axes[:, None, :]).permute(1, 2, 0) + torch.tensor([side - 1 for side in sides])
        index = (apart[..., 0] * (2 * window - 1) + apart[..., 1]) * (2 * window - 1) + apart[..., 2]
        self.register_buffer("index", index.flatten())
        self.mask = None

    def partition(self, x):
        w = self.window
        n, t, h, wide, c = x.shape
        x = x.view(n, t, h // w, w, wide // w, w, c).permute(0, 2, 4, 1, 3, 5, 6)
        return x.reshape(-1, t * w * w, c)

    def masked(self, shape):
        """Made once for a size, as public code does it for the training's."""
        if self.mask is None or self.mask[0] != shape:
            _, t, h, wide, _ = shape
            regions = torch.zeros(1, t, h, wide, 1)
            parts = (slice(0, -self.window), slice(-self.window, -self.shift), slice(-self.shift, None))
            for k, (rows, columns) in enumerate((a, b) for a in parts for b in parts):
                regions[:, :, rows, columns] = k
            tokens = self.partition(regions).squeeze(-1)
            self.mask = (shape, (tokens[:, None] != tokens[:, :, None]).float() * -100.0)
        return self.mask[1]

    def forward(self, x):
        """N x T x H x W x C."""
        n, t, h, wide, c = x.shape
        w = self.window
        if self.shift:
            x = torch.roll(x, (-self.shift, -self.shift), (2, 3))
        tokens = self.partition(x)
        b, length, _ = tokens.shape
        q, k, v = self.qkv(tokens).view(b, length, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        scores = scores + self.bias[self.index].view(length, length, self.heads).permute(2, 0, 1)
        if self.shift:
            mask = self.masked((1, t, h, wide, 1))
            scores = (scores.view(-1, len(mask), self.heads, length, length) + mask[None, :, None]).view(scores.shape)
        seen = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, length, c)
        seen = seen.view(n, h // w, wide // w, t, w, w, c).permute(0, 3, 1, 4, 2, 5, 6).reshape(n, t, h, wide, c)
        if self.shift:
            seen = torch.roll(seen, (self.shift, self.shift), (2, 3))
        return seen


class Block(nn.Module):
    def __init__(self, channels, heads, window, frames, shift, ratio):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.attention = Attention(channels, heads, window, frames, shift)
        self.wide, self.narrow = nn.Linear(channels, ratio * channels), nn.Linear(ratio * channels, channels)

    def forward(self, x, only=None):
        seen = self.attention(self.norm1(x))
        if only is not None:
            seen, x = seen[:, only : only + 1], x[:, only : only + 1]
        x = x + self.attention.projection(seen)
        return x + self.narrow(F.gelu(self.wide(self.norm2(x))))


class Group(nn.Module):
    def __init__(self, channels, depth, heads, window, frames, ratio):
        super().__init__()
        shifts = [0 if k % 2 == 0 else window // 2 for k in range(depth)]
        self.blocks = nn.ModuleList(Block(channels, heads, window, frames, shift, ratio) for shift in shifts)
        self.conv = nn.Conv2d(channels, channels, 3, 1, 1)

    def forward(self, x, only=None):
        y = x
        for k, block in enumerate(self.blocks):
            y = block(y, only if k == len(self.blocks) - 1 else None)
        if only is not None:
            x = x[:, only : only + 1]
        return x + each_frame(self.conv, y)


def each_frame(conv, x):
    n, t, h, w, c = x.shape
    y = conv(x.reshape(n * t, h, w, c).permute(0, 3, 1, 2))
    return y.permute(0, 2, 3, 1).view(n, t, h, w, -1)


class VideoTransformer(nn.Module):
    def __init__(self, frames, channels, groups, depth, heads, window, ratio, scale):
        super().__init__()
        self.frames, self.scale = frames, scale
        self.conv_first = nn.Conv2d(3, channels, 3, 1, 1)
        self.groups = nn.ModuleList(Group(channels, depth, heads, window, frames, ratio) for _ in range(groups))
        self.conv_body = nn.Conv2d(channels, channels, 3, 1, 1)
        self.conv_last = nn.Conv2d(channels, 3 * scale**2, 3, 1, 1)

    def forward(self, x):
        n, _, h, w = x.shape
        frames = x.view(n, self.frames, 3, h, w)
        centre = self.frames // 2
        y = each_frame(self.conv_first, ((frames - 0.45) * 4).permute(0, 1, 3, 4, 2))
        for k, group in enumerate(self.groups):
            y = group(y, centre if k == len(self.groups) - 1 else None)
        y = (y + each_frame(self.conv_body, y))[:, 0].permute(0, 3, 1, 2)
        large = F.pixel_shuffle(self.conv_last(y), self.scale)
        base = F.interpolate(frames[:, centre], scale_factor=self.scale, mode="bilinear", align_corners=False)
        return large + base


def load(path):
    metadata, tensors = srresnet.read_safetensors(path)
    spec = json.loads(metadata["network"])
    sizes = {"frames": 3, "channels": 120, "groups": 3, "depth": 6, "heads": 6, "window": 8, "ratio": 2, "scale": 4}
    sizes = {name: spec.get(name, value) for name, value in sizes.items()}
    network = VideoTransformer(**sizes)
    convolutions = {"Conv1": network.conv_first, "Body.conv": network.conv_body, "Output.conv": network.conv_last}
    dense, norms, biases = {}, {}, {}
    for g, group in enumerate(network.groups, 1):
        convolutions[f"RSTB{g}.conv"] = group.conv
        for k, block in enumerate(group.blocks, 1):
            name = f"RSTB{g}.block{k}"
            dense |= {f"{name}.qkv": block.attention.qkv, f"{name}.projection": block.attention.projection}
            dense |= {f"{name}.wide": block.wide, f"{name}.narrow": block.narrow}
            norms |= {f"{name}.norm1": block.norm1, f"{name}.norm2": block.norm2}
            biases[f"{name}.attention"] = block.attention.bias
    with torch.no_grad():
        for name, layer in convolutions.items():
            weight = torch.tensor(tensors.pop(f"{name}/kernel")).permute(3, 2, 0, 1)
            bias = torch.tensor(tensors.pop(f"{name}/bias"))
            if name == "Output.conv":
                # Ours takes sample (i, j) of channel c from (i r + j) C + c; pixel_shuffle from c r r + i r + j.
                square = sizes["scale"] ** 2
                weight = weight.reshape(square, -1, *weight.shape[1:]).transpose(0, 1).reshape(weight.shape)
                bias = bias.reshape(square, -1).T.reshape(-1)
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
        for name, layer in dense.items():
            layer.weight.copy_(torch.tensor(tensors.pop(f"{name}/kernel")).T)
            layer.bias.copy_(torch.tensor(tensors.pop(f"{name}/bias")))
        for name, layer in norms.items():
            layer.weight.copy_(torch.tensor(tensors.pop(f"{name}/gamma")))
            layer.bias.copy_(torch.tensor(tensors.pop(f"{name}/beta")))
        for name, bias in biases.items():
            bias.copy_(torch.tensor(tensors.pop(f"{name}/bias")))
    assert not tensors, f"not used: {list(tensors)}"
    return network
