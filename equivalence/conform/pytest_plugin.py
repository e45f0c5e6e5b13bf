"""A pytest plug-in: `pytest --conform my_package:Backend` makes each feature of a simulator a test.

It does nothing unless it is asked for. A test fails with the smallest experiment on which the simulator is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


class WrongAnswer(Exception):
    """A simulator differs from the oracle, or crashes; the text shows where."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("conform", "simulators against the oracle of toytheory")
    group.addoption("--conform", action="append", default=[], metavar="BACKEND", help="a backend: package.module:Class")
    group.addoption(
        "--conform-feature",
        action="append",
        default=[],
        metavar="NAME",
        help="these features only, or all that begin so",
    )
    group.addoption("--conform-seed", type=int, default=0, metavar="N", help="seed of the experiments")


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each backend and feature that is asked for."""
    names: list[str] = config.getoption("--conform")
    if names:
        items.extend(_items(session, names, config.getoption("--conform-feature"), config.getoption("--conform-seed")))


def _items(session: pytest.Session, names: list[str], chosen: list[str], seed: int) -> Iterator[pytest.Item]:
    from equivalence.conform.battery import Battery
    from toytheory.errors import InputError

    try:
        battery = Battery(names=tuple(names), chosen=tuple(chosen), seed=seed, timeout=60.0)
        claims = list(battery.registry())
    except InputError as error:
        raise pytest.UsageError(str(error)) from error
    for claim in claims:
        yield FeatureItem.from_parent(session, name=claim.id, claim=claim, seed=seed)


class FeatureItem(pytest.Item):
    """A feature of a backend."""

    def __init__(self, *, claim: Any, seed: int, **more: Any) -> None:
        super().__init__(**more)
        self.claim, self.seed = claim, seed

    def runtest(self) -> None:
        """Ask; fail with every distinct fault, skip what is not offered."""
        from equivalence.engine.verdict import Context

        checks = list(self.claim.check(Context(self.seed)))
        wrong = [check for check in checks if check.status in ("fails", "error")]
        if wrong:
            raise WrongAnswer("\n\n".join(_shown(check) for check in wrong))
        if all(check.status == "skipped" for check in checks):
            pytest.skip("; ".join(dict.fromkeys(check.reason for check in checks)))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The experiment and the numbers, and no traceback."""
        if isinstance(excinfo.value, WrongAnswer):
            return f"{self.claim.title}\n\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int, str]:
        """Where it is."""
        return self.path, 0, self.name


def _shown(check: Any) -> str:
    witness = dict(check.witness or {})
    text = str(witness.pop("toy_file", ""))
    return text + "\n".join(f"{key}: {value}" for key, value in witness.items() if value is not None)
