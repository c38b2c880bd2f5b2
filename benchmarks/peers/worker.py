"""A worker of the Python stack: reads requests from standard input, answers on standard output (see ../protocol.ts).

    worker.py THREADS

Tasks load what they need when they are prepared, so that memory is measured by task.
"""

import importlib
import json
import os
import resource
import sys
import time

import numpy as np

TASKS = {
    "convolution": "convolution",
    "features": "features",
    "training-step": "training_step",
    "degradation-step": "degradation_step",
    "super-resolution": "super_resolution",
    "pca": "pca",
    "tsne": "tsne",
    "analysis": "analysis",
    "divergence": "divergence",
}

# A library that prints must not break into the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

THREADS = int(sys.argv[1])
task = None


def prepare(request):
    global task
    task = None
    module = importlib.import_module(TASKS[request["task"]])
    settings = {"threads": THREADS, **request["settings"]}
    task = module.Task(request["inputs"], settings)
    return {}


def run(request):
    start = time.perf_counter()
    for _ in range(request["calls"]):
        task.run(request["seed"])
    reply = {"ms": (time.perf_counter() - start) * 1000 / request["calls"]}
    if hasattr(task, "parts"):
        reply["parts"] = task.parts
    return reply


def results(request):
    arrays = {}
    for name, array in task.results().items():
        arrays[name] = os.path.join(request["folder"], f"{name}.npy")
        np.save(arrays[name], np.ascontiguousarray(array))
    return {"arrays": arrays}


def peak(_):
    """Linux's getrusage starts a child at its parent's size: the kernel's own record of this program is read."""
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return {"mib": int(line.split()[1]) / 1024}
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit}


def about(_):
    versions = {"python": sys.version.split()[0], "numpy": np.__version__}
    for name, label in (("torch", "torch"), ("sklearn", "scikit-learn"), ("scipy", "scipy")):
        try:
            versions[label] = importlib.import_module(name).__version__
        except ImportError as error:
            print(error, file=sys.stderr)
    try:
        from threadpoolctl import threadpool_info

        blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        versions["blas"] = ", ".join(
            f"{pool['internal_api']} {pool['version']}, {pool['num_threads']} threads" for pool in blas
        )
    except ImportError:
        pass
    versions["OMP_WAIT_POLICY"] = os.environ.get("OMP_WAIT_POLICY", "not set")
    return {"about": versions}


ACTIONS = {"prepare": prepare, "run": run, "results": results, "peak": peak, "about": about}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"ok": True, **ACTIONS[request["do"]](request)}
    except Exception as error:  # The bench goes on without this peer, and says why.
        answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
