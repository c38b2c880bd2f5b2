"""Executes notebooks on the tslab kernel through nbclient; the other half of executor.ts.

Its one argument is a folder for its files, which it removes when it ends before its time. Reads one
job a line (JSON) from standard input and answers with one event a line on standard output:

    job     {"cells": [...], "metadata": {...}, "folder", "argv", "environment", "timeout", "result"}
    events  {"event": "start", "cells": N}                 the kernel is up; N cells will be executed
            {"event": "cell", "number": K, "index": I}     the K-th of them (the I-th cell of the notebook) begins
            {"event": "failure", "kind", "number", "index", "text"}
            {"event": "end"}                               the executed notebook is in the file `result`

When standard input closes, or on SIGTERM, the kernel is killed and this process ends. Should this
process be killed itself, Linux kills the kernel (PR_SET_PDEATHSIG); elsewhere the kernel notices (kernel/parent.js).
"""

import asyncio
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec

# What kernel.js takes as "wait until the timers and file accesses of earlier cells are done".
SETTLE = "%ddr-settle"
# How long such work may go on after the last cell, in milliseconds.
LAST_SETTLE = 2000
PR_SET_PDEATHSIG = 1
WINDOWS = sys.platform == "win32"
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None) if LINUX else None

SCRATCH = sys.argv[1]

kernel_pid = None


def emit(event, **fields):
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def die_with_parent():
    """Runs in the kernel's process before it becomes the kernel; Linux alone knows how."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def kill_kernel():
    """The kernel leads a process group of its own: everything it started in it goes with it. Windows has none, and finds the children by itself."""
    if kernel_pid is None:
        return
    if WINDOWS:
        subprocess.run(["taskkill", "/PID", str(kernel_pid), "/T", "/F"], capture_output=True)
        return
    try:
        os.killpg(kernel_pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def stop(*_):
    """Ends this process at once, whatever its other threads do."""
    running = kernel_pid is not None
    kill_kernel()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os._exit(130 if running else 0)


class Stopped(Exception):
    """The notebook ends here; `kind` is throw, rejection, exception, compile, timeout or died."""

    def __init__(self, kind, text, index=None):
        super().__init__(text)
        self.kind, self.text, self.index = kind, text, index


class Run:
    """One notebook, one kernel."""

    def __init__(self, job, scratch):
        self.job = job
        self.events = os.path.join(scratch, "events")
        self.log = os.path.join(scratch, "kernel.log")
        self.read_so_far = 0
        self.process = None
        self.client = None
        self.notebook = {"cells": job["cells"], "metadata": job["metadata"]}
        self.count = 0  # the kernel's execution count
        self.index_of_count = {}
        self.index_of_request = {}
        self.present = None  # the index of the cell that runs; None between cells
        self.manager = AsyncKernelManager(connection_file=os.path.join(scratch, "connection.json"))
        self.manager.kernel_name = "ddr-lab"
        self.manager._kernel_spec = KernelSpec(
            argv=job["argv"],
            display_name="TypeScript",
            language="typescript",
            interrupt_mode="message" if WINDOWS else "signal",
        )

    async def start(self):
        global kernel_pid
        open(self.events, "w").close()
        with open(self.log, "wb") as log:
            try:
                await self.manager.start_kernel(
                    cwd=self.job["folder"],
                    env={**os.environ, **self.job["environment"], "DDR_KERNEL_EVENTS": self.events},
                    stdout=log,
                    stderr=log,
                    **({"preexec_fn": die_with_parent} if LINUX else {}),
                )
            except Exception as error:
                raise Stopped("died", f"The kernel does not start: {error}")
        self.process = self.manager.provisioner.process
        kernel_pid = self.process.pid
        # Imported while the kernel starts.
        import nbformat
        from nbclient import NotebookClient

        self.notebook = nbformat.from_dict(
            {"cells": self.job["cells"], "metadata": self.job["metadata"], "nbformat": 4, "nbformat_minor": 5}
        )
        self.client = NotebookClient(
            self.notebook,
            km=self.manager,
            timeout=self.job["timeout"],
            iopub_timeout=60,
            record_timing=False,
            startup_timeout=120,
        )
        try:
            await self.client.async_start_new_kernel_client()
        except Exception as error:
            raise Stopped("died", f"The kernel does not start: {error}\n{self.kernel_log()}".strip())
        self.hear_earlier_cells()

    def hear_earlier_cells(self):
        """What a cell prints after its end goes to that cell: nbclient by itself drops it."""
        # So that the kernel does not show it in the cell that runs then.
        self.client.kc.allow_stdin = True
        channel = self.client.kc.iopub_channel
        get_msg = channel.get_msg

        async def hearing(*args, **keywords):
            message = await get_msg(*args, **keywords)
            parent = message["parent_header"].get("msg_id")
            if message["msg_type"] == "status":
                # The first message of each request.
                self.index_of_request.setdefault(parent, self.present)
            elif self.index_of_request.get(parent, self.present) != self.present:
                index = self.index_of_request[parent]
                self.client.process_message(message, self.notebook.cells[index], index)
            return message

        channel.get_msg = hearing

    async def cells(self):
        runnable = [
            (index, cell)
            for index, cell in enumerate(self.notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()
        ]
        emit("start", cells=len(runnable))
        for number, (index, cell) in enumerate(runnable, 1):
            emit("cell", number=number, index=index)
            self.count += 1
            self.index_of_count[self.count] = index
            await self.cell(index, cell)
        await self.settle(LAST_SETTLE, None)

    async def cell(self, index, cell):
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        self.present = index
        try:
            await self.client.async_execute_cell(cell, index, execution_count=self.count)
        except CellExecutionError as error:
            said = [output for output in cell.outputs if output.output_type == "error"]
            kind = "compile" if said and said[-1].ename == "CompileError" else "throw"
            raise Stopped(kind, "\n".join(said[-1].traceback) if said else str(error), index)
        except CellTimeoutError:
            raise Stopped("timeout", f"The cell did not end within {self.job['timeout']} s.", index)
        except DeadKernelError:
            raise Stopped("died", await self.death(), index)
        finally:
            self.present = None
        await self.settle(0, index)

    async def settle(self, milliseconds, index):
        """Waits until the kernel has dealt with what the cells left behind, then looks for rejections."""
        message = self.client.kc.execute(f"{SETTLE} {milliseconds}", store_history=False)
        end = asyncio.get_running_loop().time() + 60 + milliseconds / 1000
        while True:
            try:
                reply = await self.client.kc.get_shell_msg(timeout=1)
            except Exception:
                if not await self.manager.is_alive():
                    raise Stopped("died", await self.death(), index)
                if asyncio.get_running_loop().time() > end:
                    raise Stopped("died", "The kernel does not answer any more.", index)
                continue
            if reply["parent_header"].get("msg_id") == message:
                break
        await self.hear_until_idle(message)
        self.check_events()

    async def hear_until_idle(self, request):
        while True:
            message = await self.client.kc.iopub_channel.get_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request or message["msg_type"] != "status":
                continue
            if message["content"]["execution_state"] == "idle":
                break

    def check_events(self):
        with open(self.events, encoding="utf-8") as file:
            file.seek(self.read_so_far)
            lines = file.readlines()
            self.read_so_far = file.tell()
        for line in lines:
            event = json.loads(line)
            raise Stopped(event["kind"], event["text"], self.index_of_count.get(event["count"]))

    async def death(self):
        status = self.process.poll()
        if status is None:
            how = ""
        elif status < 0:
            how = f" (signal {signal.Signals(-status).name})"
        else:
            how = f" (exit status {status})"
        return f"The kernel ended{how}.\n{self.kernel_log()}".strip()

    def kernel_log(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()[-4000:].strip()

    async def end(self):
        global kernel_pid
        if self.client is not None and self.client.kc is not None:
            self.client.kc.stop_channels()
        kill_kernel()
        if self.process is not None:
            self.process.wait()
        kernel_pid = None


async def execute(job):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        run = Run(job, scratch)
        try:
            await run.start()
            await run.cells()
        except Stopped as stopped:
            numbers = {index: count for count, index in run.index_of_count.items()}
            emit(
                "failure",
                kind=stopped.kind,
                text=stopped.text,
                index=stopped.index,
                number=numbers.get(stopped.index),
            )
        finally:
            await run.end()
        with open(job["result"], "w", encoding="utf-8") as file:
            json.dump(run.notebook, file)
        emit("end")


def read_jobs(jobs, loop):
    """Runs in a thread, so that a closed standard input is noticed whatever else happens."""
    for line in sys.stdin:
        asyncio.run_coroutine_threadsafe(jobs.put(json.loads(line)), loop)
    stop()


async def main():
    jobs = asyncio.Queue()
    threading.Thread(target=read_jobs, args=(jobs, asyncio.get_running_loop()), daemon=True).start()
    while True:
        await execute(await jobs.get())


signal.signal(signal.SIGTERM, stop)
# Ctrl-C reaches the whole foreground group; executor.ts decides what it means.
signal.signal(signal.SIGINT, signal.SIG_IGN)
# Notebooks are UTF-8, whatever this system's own encoding is.
sys.stdin.reconfigure(encoding="utf-8")
if WINDOWS:
    # ZeroMQ's sockets need the loop that selects.
    asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
asyncio.run(main())
