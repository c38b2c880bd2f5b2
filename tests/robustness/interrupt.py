"""Runs cells on one kernel, interrupting those that say so: python interrupt.py KERNEL.js NODE FOLDER < cells.json

`cells` is an array of {"code", "interrupt"}: a cell to interrupt is so every two seconds until it ends, as it may still be
compiled at the first (one that never lets go cannot say that it has begun). Prints an array of
{"status", "text"}, what each cell replied and printed, as JSON.
"""

import json
import queue
import sys
import tempfile
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

kernel, node, folder = sys.argv[1:4]
manager = KernelManager()
manager._kernel_spec = KernelSpec(
    argv=[node, kernel, "--config-path", "{connection_file}"],
    display_name="TypeScript",
    language="typescript",
    interrupt_mode="signal",
)
with tempfile.TemporaryFile() as log:
    manager.start_kernel(cwd=folder, stdout=log, stderr=log)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=400)
        results = []
        for cell in json.load(sys.stdin):
            sent = client.execute(cell["code"])
            text, idle, patience = "", False, time.monotonic() + 400
            while not idle:
                try:
                    message = client.get_iopub_msg(timeout=2)
                except queue.Empty:
                    if time.monotonic() > patience:
                        raise
                    if cell.get("interrupt"):
                        manager.interrupt_kernel()
                    continue
                if message["parent_header"].get("msg_id") != sent:
                    continue
                content = message["content"]
                if message["msg_type"] == "stream":
                    text += content["text"]
                idle = message["msg_type"] == "status" and content["execution_state"] == "idle"
            reply = client.get_shell_msg(timeout=120)
            while reply["parent_header"].get("msg_id") != sent:
                reply = client.get_shell_msg(timeout=120)
            # After an error the kernel turns away what comes within a fifth of a second ("run all" ends there).
            time.sleep(0.5)
            results.append({"status": reply["content"]["status"], "text": text})
        print(json.dumps({"alive": manager.is_alive(), "results": results}))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
