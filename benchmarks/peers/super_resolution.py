"""Images super-resolved one after the other, each clipped to [0, 1], as H x W x 3 in NumPy's memory."""

import numpy as np
import torch

import srresnet


class Task:
    def __init__(self, inputs, settings):
        torch.set_num_threads(settings["threads"])
        self.network = srresnet.load(inputs["weights"]).eval()
        self.images = np.load(inputs["images"])

    def run(self, seed):
        with torch.no_grad():
            for image in self.images:
                output = self.network(srresnet.to_torch(image[None])).clamp_(0, 1)
                self.output = np.ascontiguousarray(output[0].permute(1, 2, 0).numpy())

    def results(self):
        return {"output": self.output}
