"""The paper's analysis of one layer as one would write it with SciPy, PyTorch and scikit-learn."""

import time

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from sklearn.decomposition import PCA
from sklearn.metrics import calinski_harabasz_score

import srresnet
from features import tap
from tsne import embed

RUNS = 5


class Task:
    def __init__(self, inputs, settings):
        torch.set_num_threads(settings["threads"])
        self.batch = settings["batch"]
        self.network = srresnet.load(inputs["weights"]).eval()
        self.images = np.load(inputs["images"])
        # Drawn beforehand, so that both sides see the same noise: this side is spared the drawing.
        self.noise = np.load(inputs["noise"])

    def run(self, seed):
        times = [time.perf_counter()]
        blurred = np.stack([gaussian_filter(image, (4, 4, 0)) for image in self.images])
        noisy = np.clip(self.images + 20 / 255 * self.noise, 0, 1).astype(np.float32)
        patches = srresnet.to_torch(np.concatenate([self.images, blurred, noisy]))
        labels = np.repeat(np.arange(3), len(self.images))
        times.append(time.perf_counter())
        features = tap(self.network, patches, self.batch)
        times.append(time.perf_counter())
        self.scores = PCA(min(50, *features.shape), random_state=0).fit_transform(features)
        times.append(time.perf_counter())
        self.maps = [embed(self.scores, run) for run in range(RUNS)]
        self.chi = [calinski_harabasz_score(points, labels) for points in self.maps]
        times.append(time.perf_counter())
        names = ("degradations", "features", "pca", "tsne")
        self.parts = {name: (b - a) * 1000 for name, a, b in zip(names, times, times[1:])}

    def results(self):
        return {
            "maps": np.stack(self.maps).astype(np.float64),
            "scores": self.scores.astype(np.float64),
            "chi": np.array(self.chi),
        }
