"""One iteration of DASR, DAA, CDSR or CRL-SR as our recipes have them: forward, losses, backward, Adam. Weights and batch come from a file of ours."""

import json

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from srresnet import read_safetensors, to_torch


class Net(nn.Module):
    """A network's weights by our names, in PyTorch's order."""

    def __init__(self, tensors, prefix, trained):
        super().__init__()
        self.p = {}
        for name, value in tensors.items():
            if not name.startswith(prefix + "/") or "moving_" in name:
                continue
            short = name[len(prefix) + 1 :]
            w = torch.tensor(value)
            if w.dim() == 4:
                w = w.permute(3, 2, 0, 1).contiguous()
            elif w.dim() == 2 and not short.endswith("codes"):
                w = w.T.contiguous()
            if short.startswith("UP"):
                # Ours takes sample (i, j) of channel c from (i r + j) C + c; pixel_shuffle from c r r + i r + j.
                w = w.reshape(4, -1, *w.shape[1:]).transpose(0, 1).reshape(w.shape).contiguous()
            self.p[short] = nn.Parameter(w, requires_grad=trained)
        for name, w in self.p.items():
            self.register_parameter(name.replace(".", "_").replace("/", "__"), w)

    def has(self, name):
        return f"{name}/kernel" in self.p

    def conv(self, name, x, stride=1):
        w = self.p[f"{name}/kernel"]
        k = w.shape[2]
        pads = []
        for size in (x.shape[3], x.shape[2]):
            total = max(0, (-(-size // stride) - 1) * stride + k - size)
            pads += [total // 2, total - total // 2]
        if pads[0] == pads[1] == pads[2] == pads[3]:
            return F.conv2d(x, w, self.p[f"{name}/bias"], stride, pads[0])
        return F.conv2d(F.pad(x, pads), w, self.p[f"{name}/bias"], stride)

    def dense(self, name, x):
        return F.linear(x, self.p[f"{name}/kernel"], self.p.get(f"{name}/bias"))

    def normal(self, name, x, stride=1):
        y = self.conv(f"{name}.conv", x, stride)
        gamma, beta = self.p[f"{name}.norm/gamma"], self.p[f"{name}.norm/beta"]
        return leaky(F.batch_norm(y, None, None, gamma, beta, True, 0.1, 1e-5))


def leaky(x):
    return F.leaky_relu(x, 0.1)


def encode(net, x):
    x = x - x.mean((2, 3), keepdim=True)
    if not net.has("Pixel1.conv"):
        for k in range(1, 7):
            x = net.normal(f"Encoder{k}", x, 2 if k in (3, 5) else 1)
        return x.mean((2, 3))
    pixels, patches = x, net.normal("Patch1", x, 12)
    for k in range(1, 7):
        pixels = net.normal(f"Pixel{k}", pixels, 2 if k == 3 else 1)
    for k in range(2, 5):
        patches = net.normal(f"Patch{k}", patches)
    both = net.dense("Joined.pixels", pixels.mean((2, 3))) + net.dense("Joined.patches", patches.mean((2, 3)))
    asked = net.dense("Asked.dense", net.dense("Joined", leaky(both)))
    codes = net.p["Representation/codes"]
    return F.softmax(asked @ codes.T, 1) @ codes


def told_filter(net, name, x, vector):
    n, c, h, w = x.shape
    kernels = net.dense(f"{name}.kernel2", leaky(net.dense(f"{name}.kernel1", vector)))
    y = F.conv2d(x.reshape(1, n * c, h, w), kernels.reshape(n * c, 1, 3, 3), None, 1, 1, 1, n * c)
    return leaky(y.reshape(n, c, h, w))


def attend(net, name, x, vector):
    weights = torch.sigmoid(net.dense(f"{name}.attention2", leaky(net.dense(f"{name}.attention1", vector))))
    return x * weights[:, :, None, None]


def aware(net, name, x, vector):
    asked = vector
    if net.has(f"{name}.query"):
        q = net.dense(f"{name}.query", x.mean((2, 3)))
        k, v = net.dense(f"{name}.key", vector), net.dense(f"{name}.value", vector)
        shares = F.softmax(q[:, :, None] @ k[:, None, :], 2)
        asked = vector + net.p[f"{name}.seen/gain"] * (shares @ v[:, :, None]).squeeze(2)
    y = net.conv(f"{name}.point", told_filter(net, name, x, asked))
    return attend(net, name, x, vector) + y


def residual(net, name, x):
    return x + net.conv(f"{name}.conv2", F.relu(net.conv(f"{name}.conv1", x)))


def tail(net, x, lr):
    for k in (1, 2):
        x = leaky(F.pixel_shuffle(net.conv(f"UP{k}.conv", x), 2))
    x = leaky(net.conv("HRConv.conv", x))
    if not net.has("Output.conv"):
        return net.conv("Output", x)
    return net.conv("Output.conv", x) + F.interpolate(lr, scale_factor=4, mode="bilinear", align_corners=False)


def embed(net, x):
    for k in range(1, 4):
        x = leaky(net.conv(f"Feature{k}.conv", x))
    return net.conv("Embedding", x)


def forward(net, spec, lr):
    """Super-resolved, and what is seen on the way: the representation, or the embedding."""
    if spec["kind"] == "contrastive-decoupled":
        seen = x = embed(net, lr)
        for k in range(1, spec["blocks"] + 1):
            x = residual(net, f"RB{k}", x)
        return tail(net, x, lr), seen
    seen = encode(net, lr)
    vector = leaky(net.dense("Told.dense", seen))
    if spec["kind"] == "degradation-adapted":
        x = leaky(net.conv("Conv1.conv", lr))
        for k in range(1, 17):
            x = residual(net, f"RB{k}", x)
            if k % 4 == 0:
                name = f"Adapter{k // 4}"
                guide = net.conv(f"{name}.guide", x)
                shares = F.softmax(guide, 1)
                hard = F.one_hot(guide.argmax(1), guide.shape[1]).permute(0, 3, 1, 2).to(shares.dtype)
                masks = shares + (hard - shares).detach()
                chosen = 0
                for r in range(1, spec["regions"] + 1):
                    part = f"{name}.region{r}"
                    y = attend(net, part, told_filter(net, part, x, vector), vector)
                    chosen = chosen + masks[:, r - 1 : r] * net.conv(f"{part}.point", y)
                x = x + chosen
        return tail(net, x, lr), seen
    first = x = net.conv("Conv1", lr)
    for g in range(1, spec["groups"] + 1):
        before = x
        for b in range(1, spec["blocks"] + 1):
            name = f"DAB{g}_{b}"
            y = leaky(aware(net, f"{name}.aware1", x, vector))
            y = leaky(net.conv(f"{name}.conv1", y))
            y = leaky(aware(net, f"{name}.aware2", y, vector))
            x = x + net.conv(f"{name}.conv2", y)
        x = before + net.conv(f"DAG{g}.conv", x)
    return tail(net, first + net.conv("Body.conv", x), lr), seen


def project(net, x):
    return F.normalize(net.dense("Projection", leaky(net.dense("Head1.dense", x))))


class Task:
    def __init__(self, inputs, settings):
        torch.set_num_threads(settings["threads"])
        metadata, tensors = read_safetensors(inputs["step"])
        self.recipe = json.loads(metadata["recipe"])
        self.net = Net(tensors, "network", True)
        trained = [self.net]
        if "contrast" in self.recipe:
            self.head = Net(tensors, "head", True)
            trained.append(self.head)
            self.key_encoder, self.key_head = Net(tensors, "keyEncoder", False), Net(tensors, "keyHead", False)
        if "ranking" in self.recipe:
            self.ranker = Net(tensors, "ranker", False)
        given = {name[6:]: value for name, value in tensors.items() if name.startswith("given/")}
        self.images = {k: np.ascontiguousarray(v) for k, v in given.items() if v.ndim == 4}
        self.rows = {k: torch.tensor(v) for k, v in given.items() if v.ndim == 2}
        adam = self.recipe["adam"]
        parameters = [w for net in trained for w in net.parameters()]
        self.optimiser = torch.optim.Adam(parameters, settings["rate"], betas=(adam["beta1"], adam["beta2"]))
        self.losses = []

    def loss(self):
        images = {name: to_torch(value) for name, value in self.images.items()}
        sr, seen = forward(self.net, self.recipe["network"], images["queries"])
        total = F.l1_loss(sr, images["hr"])
        if "contrast" in self.recipe:
            settings = self.recipe["contrast"]
            with torch.no_grad():
                keys = project(self.key_head, encode(self.key_encoder, images["keys"]))
            asked = project(self.head, seen)
            own = (asked * keys).sum(1, keepdim=True)
            logits = torch.cat([own, asked @ self.rows["queue"].T], 1) / settings["temperature"]
            wanted = torch.zeros(len(logits), dtype=torch.long)
            total = total + settings["weight"] * F.cross_entropy(logits, wanted)
        if "ranking" in self.recipe:
            settings = self.recipe["ranking"]
            x = encode(self.net, images["views"])
            for k in (1, 2, 3):
                x = leaky(self.ranker.dense(f"Ranker{k}.dense", x))
            scores = self.ranker.dense("Score", x)
            lead = scores - scores.T
            loss = (self.rows["order"] * F.relu(settings["margin"] - lead)).sum()
            loss = loss + settings["same"] / 2 * (self.rows["same"] * F.relu(-lead)).sum()
            loss = loss + settings["clean"] * (self.rows["clean"] * scores.abs()).mean()
            total = total + settings["weight"] * loss
        if "decoupling" in self.recipe:
            settings = self.recipe["decoupling"]
            p = settings["places"]
            along = [p["border"] + i * p["step"] for i in range(p["count"])]
            size = images["queries"].shape[3]
            places = [y * size + x for y in along for x in along]
            a, b = (
                F.normalize(e.flatten(2)[:, :, places].transpose(1, 2), dim=2)
                for e in (seen, embed(self.net, images["pooled"]))
            )
            logits = a @ b.transpose(1, 2) / settings["temperature"]
            own = torch.arange(len(places)).expand(len(logits), -1)
            loss = (F.cross_entropy(logits.transpose(1, 2), own) + F.cross_entropy(logits, own)) / 2
            total = total + settings["weight"] * loss
        return total

    def run(self, seed):
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        self.optimiser.step()
        self.losses.append(loss.item())

    def results(self):
        while len(self.losses) < 3:
            self.run(0)
        return {"losses": np.array(self.losses[:3])}
