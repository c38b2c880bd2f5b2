"""scikit-learn's PCA, with the solver named, on float32 as features come."""

import numpy as np
from sklearn.decomposition import PCA


class Task:
    def __init__(self, inputs, settings):
        self.features = np.load(inputs["features"])
        self.components = settings["components"]
        self.solver = settings["solver"]

    def run(self, seed):
        self.found = PCA(self.components, svd_solver=self.solver, random_state=seed)
        self.found.fit_transform(self.features)

    def results(self):
        return {"variances": self.found.explained_variance_.astype(np.float64)}
