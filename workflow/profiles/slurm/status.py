#!/usr/bin/python3
"""Says how a Slurm job is: running, success or failed. By scontrol, which needs no database of accounts."""
import re
import subprocess
import sys
import time

ALIVE = {"PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "REQUEUED", "REQUEUE_HOLD", "RESIZING", "STOPPED"}


def status(job: str) -> str:
    for pause in (1, 2, 4, 0):
        asked = subprocess.run(["scontrol", "-o", "show", "job", job], capture_output=True, text=True)
        state = re.search(r"\bJobState=(\w+)", asked.stdout)
        if asked.returncode == 0 and state:
            if state[1] == "COMPLETED":
                return "success"
            return "running" if state[1] in ALIVE else "failed"
        if "Invalid job id" in asked.stderr:
            # Forgotten: it ended longer ago than MinJobAge. Done again, its units say in a second whether they are there.
            return "failed"
        time.sleep(pause)
    # The controller does not answer, which says nothing of the job.
    return "running"


print(status(sys.argv[1]))
