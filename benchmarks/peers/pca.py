"""scikit-learn's PCA, with the solver named, on float32 as features come."""

import numpy as np
from sklearn.decomposition import PCA


class Task:
    def __init__(self, inputs, settings):
        self.features = np.load(inputs["features"])
        self.components = settings["components"]
        # `peer_solver` where both sides are told of theirs.
        self.solver = settings.get("peer_solver", settings.get("solver"))
        self.effort = {"n_oversamples": self.components, "iterated_power": 4} if "peer_solver" in settings else {}

    def run(self, seed):
        self.found = PCA(self.components, svd_solver=self.solver, random_state=seed, **self.effort)
        self.found.fit_transform(self.features)

    def results(self):
        return {"variances": self.found.explained_variance_.astype(np.float64)}
