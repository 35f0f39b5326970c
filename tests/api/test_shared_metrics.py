"""Processes that share a directory are told as one, whichever of them is asked."""

import os
import subprocess
import sys
from pathlib import Path

RECORD = """
from apps.core import metrics
metrics.hook_answered("accepted", 0.004)
metrics.step_ended("call", "done")
"""
TELL = """
from apps.core import metrics
print(metrics.exposition().decode())
"""


def run(program: str, directory: Path) -> str:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(directory)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_one_process_tells_what_all_have_counted(tmp_path: Path) -> None:
    directory = tmp_path / "made on demand"
    for _ in range(2):
        run(RECORD, directory)

    told = run(TELL, directory)

    assert 'leadhub_hook_seconds_count{outcome="accepted",status="200"} 2.0' in told
    assert 'leadhub_hook_seconds_bucket{le="0.005",outcome="accepted",status="200"} 2.0' in told
    assert 'leadhub_step_ended_total{kind="call",outcome="done"} 2.0' in told
