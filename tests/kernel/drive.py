"""Runs cells on one kernel, as a notebook does it: python drive.py KERNEL.js NODE FOLDER < cells.json

`cells` is an array of {"code", "stop", "pid"}. `stop` is a text: as soon as the cell has printed or shown it, the cell is
interrupted, and again every ten seconds (`again`: so many) until it ends. With `pid` the signal goes to the kernel's process alone, not
to its group. Prints {"alive", "results"} as JSON; of each cell {"status", "text", "shown", "messages"}: what it printed
and showed last in each place, whenever it came, and in how many messages.
"""

import json
import os
import queue
import re
import signal
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
results = {}  # by request


def take(client, timeout):
    """The next message, noted with its cell; undefined where none comes."""
    try:
        message = client.get_iopub_msg(timeout=timeout)
    except queue.Empty:
        return None
    result = results.get(message["parent_header"].get("msg_id"))
    content = message["content"]
    if result is not None and message["msg_type"] == "stream":
        result["text"] += content["text"]
        result["messages"] += 1
    elif result is not None and message["msg_type"] == "execute_result":
        result["text"] += content["data"]["text/plain"] + "\n"
        result["messages"] += 1
    elif result is not None and message["msg_type"] == "error":
        result["text"] += re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content["traceback"])) + "\n"
        result["messages"] += 1
    elif result is not None and "data" in content:
        place = content.get("transient", {}).get("display_id") or str(len(result["shown"]))
        result["shown"][place] = content["data"].get("text/plain")
        result["messages"] += 1
    return message


def interrupt(cell):
    if cell.get("pid"):
        os.kill(manager.provisioner.process.pid, signal.SIGINT)
    else:
        manager.interrupt_kernel()


def run(client, cell):
    sent = client.execute(cell["code"])
    result = results[sent] = {"text": "", "shown": {}, "messages": 0}
    stop, stopped, patience = cell.get("stop"), None, time.monotonic() + 600
    again = cell.get("again", 10)
    while True:
        message = take(client, min(1, again))
        now = time.monotonic()
        if now > patience:
            raise TimeoutError(f"{cell['code']}: {result}")
        seen = result["text"] + "".join(result["shown"].values())
        if stop and stop in seen and (stopped is None or now - stopped > again):
            stopped = now
            interrupt(cell)
        if not manager.is_alive():
            result["status"] = "dead"
            return
        if message is None or message["parent_header"].get("msg_id") != sent:
            continue
        if message["content"].get("execution_state") == "idle":
            break
    while True:
        reply = client.get_shell_msg(timeout=600)
        if reply["parent_header"].get("msg_id") == sent:
            break
    result["status"] = reply["content"]["status"]
    # After an error the kernel turns away what comes within a tenth of a second ("run all" ends there).
    if result["status"] != "ok":
        time.sleep(0.3)


with tempfile.TemporaryFile() as log:
    manager.start_kernel(cwd=folder, stdout=log, stderr=log)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=600)
        for cell in json.load(sys.stdin):
            run(client, cell)
        answer = {"alive": manager.is_alive(), "results": list(results.values())}
        print(json.dumps({**answer, "results": [{**one, "shown": list(one["shown"].values())} for one in answer["results"]]}))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
