"""The exact Kullback-Leibler divergence of maps from the points they show, by scikit-learn's own affinities.

Both sides' maps are judged by it, so that an approximate divergence reported by either does not count.
"""

import numpy as np
from scipy.spatial.distance import pdist
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.metrics import pairwise_distances


class Task:
    def __init__(self, inputs, settings):
        points = np.load(inputs["points"])
        distances = pairwise_distances(points, metric="sqeuclidean").astype(np.float32)
        self.joint = np.maximum(_joint_probabilities(distances, 30, 0), np.finfo(np.double).eps)
        self.maps = np.load(inputs["maps"])

    def run(self, seed):
        self.divergences = []
        for points in self.maps:
            kernel = pdist(points, "sqeuclidean")
            kernel += 1
            np.reciprocal(kernel, out=kernel)
            # The joint probabilities of the map are kernel / (2 sum): each pair counts twice.
            logarithm = np.log(self.joint)
            logarithm -= np.log(kernel)
            logarithm += np.log(2 * kernel.sum())
            self.divergences.append(2 * float(np.dot(self.joint, logarithm)))

    def results(self):
        return {"divergences": np.array(self.divergences)}
