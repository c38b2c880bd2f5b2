"""Starts Jupyter for lab.mjs: python lab.py MODULE FOLDER NOTEBOOKS ARGUMENT...

MODULE is `jupyterlab` or `notebook`, FOLDER the notebooks'; NOTEBOOKS, names in it as a JSON array, are signed first, in the
store of JUPYTER_DATA_DIR, so that their charts are alive when they open. Jupyter ends when standard input closes: with its
starter, however that ends.
"""

import ctypes
import importlib.metadata
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
# How long Jupyter may take to end its kernels, in seconds.
PATIENCE = 15


def end_with_starter():
    if sys.platform == "linux":  # Elsewhere the thread below sees to it.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    def watch():
        # As long as nothing is written, which nobody does, this returns at the end.
        while os.read(0, 1024):
            pass
        # Jupyter ends its kernels at this signal, without asking. On Windows `os.kill` would end this process itself.
        if sys.platform == "win32":
            signal.raise_signal(signal.SIGTERM)
        else:
            os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/PID", str(os.getpid()), "/T", "/F"], capture_output=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def sign(folder, names):
    """Jupyter shows scripts and styles of a notebook it trusts: one that it ran, or that is signed."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for name in names:
        try:
            notebook = nbformat.read(os.path.join(folder, name), as_version=4)
            if not notary.check_signature(notebook):
                notary.sign(notebook)
        except Exception as error:
            # It opens all the same, untrusted.
            print(f"{name} is not signed: {error}", file=sys.stderr)


def major(package):
    try:
        return int(importlib.metadata.version(package).split(".")[0])
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return 0


def unlimited(module):
    """Jupyter drops what a cell prints fast or at length, to spare browsers; it may be all that a reader wants."""
    if module == "notebook" and major("notebook") < 7:
        owner = "NotebookApp"
    else:
        owner = "ServerApp" if major("jupyter_server") < 2 else "ZMQChannelsWebsocketConnection"
    return [f"--{owner}.iopub_msg_rate_limit=1e6", f"--{owner}.iopub_data_rate_limit=1e10"]


module, folder, names, *arguments = sys.argv[1:]
end_with_starter()
sign(folder, json.loads(names))
sys.argv = [module, folder, *unlimited(module), *arguments]
runpy.run_module(module, run_name="__main__", alter_sys=True)
