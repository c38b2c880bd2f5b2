"""scikit-learn's t-SNE (Barnes-Hut, its default) with the paper's settings, one map a run."""

import numpy as np
from sklearn.manifold import TSNE


def embed(points, seed):
    """The paper's settings: scikit-learn's defaults before version 1.2."""
    tsne = TSNE(perplexity=30, init="random", learning_rate=200, random_state=seed, n_jobs=-1)
    return tsne.fit_transform(points)


class Task:
    def __init__(self, inputs, settings):
        self.points = np.load(inputs["points"])
        self.maps = []

    def run(self, seed):
        self.maps.append(embed(self.points, seed))

    def results(self):
        return {"maps": np.stack(self.maps).astype(np.float64)}
