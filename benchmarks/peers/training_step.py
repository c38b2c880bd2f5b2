"""One iteration of training: batch to tensors, forward, L1 loss, backward, Adam."""

import numpy as np
import torch
import torch.nn.functional as F

import networks


class Task:
    def __init__(self, inputs, settings):
        torch.set_num_threads(settings["threads"])
        self.network = networks.load(inputs["weights"]).train()
        self.low = np.ascontiguousarray(np.load(inputs["low"]).transpose(0, 3, 1, 2))
        self.high = np.ascontiguousarray(np.load(inputs["high"]).transpose(0, 3, 1, 2))
        self.optimiser = torch.optim.Adam(self.network.parameters(), settings["rate"], betas=(0.9, 0.99))
        self.losses = []

    def run(self, seed):
        self.optimiser.zero_grad(set_to_none=True)
        loss = F.l1_loss(self.network(torch.from_numpy(self.low)), torch.from_numpy(self.high))
        loss.backward()
        self.optimiser.step()
        self.losses.append(loss.item())

    def results(self):
        while len(self.losses) < 2:
            self.run(0)
        return {"losses": np.array(self.losses[:3])}
