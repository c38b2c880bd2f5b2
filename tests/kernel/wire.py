"""Speaks Jupyter's wire protocol to one kernel: python wire.py KERNEL.js NODE FOLDER < steps.json

A step is {"type", "content", "channel": "shell" or "control", "typed", "after", "wait", "messages"}: a message of that type is sent,
after `after` has been printed if it says so, and nothing is waited for with `"wait": false`; `typed` answers each input request.
Prints, of each step, all that came in answer to it: {"reply": content, "messages": [{"type", "content"}], "asked": [...], "type": of the reply}.
"""

import json
import queue
import re
import sys
import tempfile
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

kernel, node, folder = sys.argv[1:4]
manager = KernelManager()
manager._kernel_spec = KernelSpec(
    argv=[node, kernel, "--config-path", "{connection_file}"], display_name="", language="typescript"
)
PATIENCE = 300
answers = {}
# What a later step may name: `$IntSlider` and the like, the comm of that kind of widget that was opened last, and `$model`, the form.
seen = {}


def take(get, note):
    try:
        message = get(timeout=0.02)
    except queue.Empty:
        return
    answer = answers.get(message["parent_header"].get("msg_id"))
    if answer is not None:
        note(answer, message)


def on_iopub(answer, message):
    if message["msg_type"] == "status":
        answer["idle"] = message["content"]["execution_state"] == "idle"
        answer["states"].append(message["content"]["execution_state"])
        return
    content = message["content"]
    if message["msg_type"] == "comm_open":
        name = content["data"].get("state", {}).get("_model_name", "")
        seen["$" + name.removesuffix("Model")] = content["comm_id"]
    if "application/vnd.jupyter.widget-view+json" in content.get("data", {}):
        seen["$model"] = re.search(r'<div id="([^"]+)"', content["data"]["text/html"])[1]
    answer["messages"].append(
        {"type": message["msg_type"], "content": message["content"], "buffers": len(message["buffers"])}
    )


def on_reply(answer, message):
    answer["reply"], answer["type"] = message["content"], message["msg_type"]


def on_stdin(answer, message):
    answer["asked"].append(message["content"])
    client.input(answer["typed"])


def hear():
    take(client.get_iopub_msg, on_iopub)
    take(client.get_shell_msg, on_reply)
    take(client.get_control_msg, on_reply)
    take(client.get_stdin_msg, on_stdin)


def until(what, description):
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(f"{description}: {json.dumps(answers)[-3000:]}")
        hear()


def said(text):
    return text in json.dumps([answer["messages"] for answer in answers.values()])


def run(step):
    if "after" in step:
        until(lambda: said(step["after"]), step["after"])
    content = json.loads(re.sub(r"\$(\w+)", lambda name: seen.get(name[0], name[0]), json.dumps(step.get("content", {}))))
    if step["type"] == "execute_request":
        content = {"silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True, "stop_on_error": True, **content}
    message = client.session.msg(step["type"], content)
    answer = answers[message["header"]["msg_id"]] = {
        "messages": [], "asked": [], "states": [], "idle": False, "reply": None, "type": None, "typed": step.get("typed", ""),
    }
    getattr(client, f"{step.get('channel', 'shell')}_channel").send(message)
    wants_reply = step["type"].endswith("_request")
    if step.get("wait", True):
        until(lambda: answer["idle"] and (answer["reply"] is not None or not wants_reply), step)
        # A kernel turns away what comes right after a cell that failed (STRAGGLERS, executions.js): the next step is no such thing.
        failed = step["type"] == "execute_request" and (answer["reply"] or {}).get("status") == "error"
        if step["type"] == "interrupt_request":
            until(lambda: all(a["idle"] for a in answers.values()), "the interrupted cell's end")
            failed = True
        if failed:
            time.sleep(0.15)


with tempfile.TemporaryFile() as log:
    manager.start_kernel(cwd=folder, stdout=log, stderr=log)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        for step in json.load(sys.stdin):
            run(step)
        until(lambda: all(a["idle"] for a in answers.values()), "the end")
        print(json.dumps({"answers": list(answers.values()), "alive": manager.is_alive()}))
    except Exception:
        log.seek(0)
        sys.stderr.write(log.read().decode()[-3000:])
        raise
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
