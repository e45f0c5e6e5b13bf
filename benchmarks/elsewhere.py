"""Peers in environments of their own: TOYTHEORY_PEERS lists interpreters, as PATH lists folders.

Packages that want other versions of NumPy or Python than ours are measured side by side all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("peer.py")

PATIENCE = 60
"""Seconds that a peer may take for one row."""

MISSING = "not installed here: TOYTHEORY_PEERS lists interpreters that have it"


@lru_cache(maxsize=16)
def interpreter_with(package: str) -> str | None:
    """The first interpreter that has a package, this one or one of those listed."""
    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    for python in (sys.executable, *filter(None, os.environ.get("TOYTHEORY_PEERS", "").split(os.pathsep))):
        if subprocess.run([python, "-c", look], check=False, capture_output=True).returncode == 0:
            return python
    return None


def timed(package: str, circuit: dict[str, Any]) -> dict[str, float] | str:
    """Processor seconds of `compiling` and `sampling` a circuit, or why there are none."""
    python = interpreter_with(package)
    if python is None:
        return MISSING
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    try:
        done = subprocess.run(
            [python, str(SCRIPT), package], input=json.dumps(circuit), capture_output=True, text=True, check=False,
            env=os.environ | single, timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"not done in {PATIENCE} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it fails without a word"])[-1]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
