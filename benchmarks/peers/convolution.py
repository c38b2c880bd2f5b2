"""One convolution, 3 x 3 and same, or one of its gradients."""

import numpy as np
import torch
import torch.nn.functional as F

from srresnet import to_torch


class Task:
    def __init__(self, inputs, settings):
        torch.set_num_threads(settings["threads"])
        self.which = settings["which"]
        self.x = to_torch(np.load(inputs["x"]))
        self.dy = to_torch(np.load(inputs["dy"]))
        filter = np.load(inputs["filter"]).transpose(3, 2, 0, 1)
        self.filter = torch.from_numpy(np.ascontiguousarray(filter))

    def run(self, seed):
        with torch.no_grad():
            if self.which == "forward":
                self.output = F.conv2d(self.x, self.filter, padding=1)
            elif self.which == "input":
                self.output = torch.nn.grad.conv2d_input(self.x.shape, self.filter, self.dy, padding=1)
            else:
                self.output = torch.nn.grad.conv2d_weight(self.x, self.filter.shape, self.dy, padding=1)

    def results(self):
        output = self.output.numpy()
        return {"output": output.transpose((2, 3, 1, 0) if self.which == "filter" else (0, 2, 3, 1))}
