"""Backends that do what no backend should, for processes of their own; and claims that ask them."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from fractions import Fraction
from typing import Any

from equivalence.comparison.answers import ask_all
from equivalence.comparison.compare import compare
from equivalence.engine.parts import code
from equivalence.engine.verdict import Check, Context, Registry
from toytheory.backend import Capabilities
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.distributions import Distribution

SURE = parse_experiment("system 1 trit\nprepare X = 1\nmeasure X as a\n")


class Sound:
    """Says that the outcome is 1, and does what `act` does first."""

    name, side = "sound", "quantum"
    capabilities = Capabilities(kinds=frozenset({"trits"}))

    def can_run(self, experiment: Any) -> Any:
        return self.capabilities.reason_against(experiment) or True

    def distribution(self, experiment: Any) -> Any:
        self.act()
        return Distribution(3, experiment.outcomes, {(1,): Fraction(1)})

    def act(self) -> None:
        pass


class Aborts(Sound):
    def act(self) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.abort()


class Segfaults(Sound):
    def act(self) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), signal.SIGSEGV)


class IsKilled(Sound):
    """As by a system that runs out of memory."""

    def act(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Hangs(Sound):
    def act(self) -> None:
        while True:
            time.sleep(3600)


class Leaves(Sound):
    def act(self) -> None:
        os._exit(0)


class Exits(Sound):
    def act(self) -> None:
        sys.exit(3)


class Hungry(Sound):
    def act(self) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2**32, resource.getrlimit(resource.RLIMIT_AS)[1]))
        bytearray(2**40)


class Prints(Sound):
    def act(self) -> None:
        print("garbage")
        os.write(1, b"more garbage\n")
        os.system("echo garbage of another program")
        assert sys.stdin.read() == ""


class ClosesItsPipe(Sound):
    def act(self) -> None:
        os.closerange(3, 256)
        self.name = "x"
        time.sleep(3600)


class Needs(Sound):
    def act(self) -> None:
        import no_such_simulator  # noqa: F401


class AbortsLoading(Aborts):
    def __init__(self) -> None:
        self.act()


class HangsLoading(Hangs):
    def __init__(self) -> None:
        self.act()


class ExitsLoading(Exits):
    def __init__(self) -> None:
        self.act()


class OwnStep:
    """A kind of step that nobody else knows."""


class Plain:
    """As little as the documentation asks for, and a step of its own."""

    name, side = "plain", "quantum"

    class capabilities:  # noqa: N801
        kinds = frozenset({"trits"})
        steps = frozenset({OwnStep})

    def can_run(self, experiment: Any) -> Any:
        return "never"


ASKED = ("aborts", "dense", "epistemic", "hangs", "hilbert", "killed", "unloadable")
"""By claims: other simulators, which take seconds to load, have nothing to do with these."""


def asked(context: Context) -> list[Check]:
    """Asks the hostile ones, three of the project's own beside them, twice."""
    backends = {name: context.backends[name] for name in ASKED if name in context.backends}
    results = [r for k in range(2) for r in ask_all(backends, SURE, 10, k)]
    told = sorted({f"{r.backend}: {r.skipped or r.error or 'answered'}" for r in results})
    comparison = compare(results[: len(results) // 2])
    return [Check("sampled", "; ".join(told), 2, "holds", witness={"sides": dict(comparison.sides)})]


def registry() -> Registry:
    claims = Registry()
    claims.claim("hostile.first", "All are asked.", "None", code("all", ""))(asked)
    claims.claim("hostile.second", "All are asked again.", "None", code("all", ""))(asked)
    return claims
