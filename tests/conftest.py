"""Hypothesis profiles: `ci` (the default), `explore` and `mutation`, chosen by HYPOTHESIS_PROFILE."""

from __future__ import annotations

import os

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
