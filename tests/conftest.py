"""Hypothesis profiles: `ci` (the default), `explore` and `mutation`, chosen by HYPOTHESIS_PROFILE.

And for every test: it leaves no setting of the process behind.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Fixed: the same examples in every run and on every machine, a blob to reproduce a failure with.
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # a loaded machine must not make a test fail
)
# By hand or nightly: new examples in every run, many of them, failures kept in .hypothesis.
settings.register_profile("explore", deadline=None, max_examples=5000, print_blob=True)
# For mutation testing: deterministic, nothing remembered from one mutant to the next, no time spent on shrinking.
settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
collect_ignore_glob = ["conftest.py", "**/conftest.py"]  # as modules with doctests: two of them share a name

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


OURS = ("TOYTHEORY", "COLUMNS", "LINES", "NO_COLOR", "SOURCE_DATE_EPOCH", "OMP_", "HOME", "PATH")


AS_NUMPY_STARTS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


def _process_settings() -> dict[str, object]:
    """What a test may change for its own time only: the next test in the same process reads it."""
    numpy, fields = sys.modules.get("numpy"), sys.modules.get("strawberryfields")
    return {
        "the working directory": Path.cwd(),
        "environment": {k: v for k, v in os.environ.items() if k.startswith(OURS)},  # imports add theirs
        "the handler of Ctrl-C": signal.getsignal(signal.SIGINT),
        "the recursion limit": sys.getrecursionlimit(),
        "strawberryfields.hbar": getattr(fields, "hbar", 2),
        "numpy.geterr": numpy.geterr() if numpy else AS_NUMPY_STARTS,
    }


@pytest.fixture
def not_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `conform` finds is shrunk hardly at all: how it is shrunk is tested in `test_battery` and `test_causes`."""
    from equivalence.conform import causes, search

    monkeypatch.setattr(search, "SHRINKING", 2)
    monkeypatch.setattr(causes, "BUDGET", 2)


@pytest.fixture(autouse=True)
def nothing_is_left_for_the_next_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A setting of the process that a test leaves behind makes another one fail, depending on which worker has both."""
    before = _process_settings()
    yield
    after = _process_settings()
    left = [name for name in before if before[name] != after[name]]
    assert not left, f"left changed by {request.node.nodeid}: {', '.join(left)}"
