"""A backend in a process of its own: it may abort, run out of memory, hang or print, and that is its answer.

What it answers is judged there (`answers.ask_here`), so that only well-formed answers come back.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from multiprocessing.connection import Connection
from typing import Any, Literal

from equivalence.engine.processes import Gone, Process, alarm, collect_seldom, live_alone
from toytheory.backend import Capabilities, Side, declared, is_installed
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment

from .answers import Elsewhere, Result, ask_here, lacking
from .calls import Call, Returned, call_here

LOADING = 60.0
"""Seconds that it may take to load, at least: that is the import of a package, which no limit for experiments means."""

GRACE = 60.0
"""Seconds beyond its limit after which such a process ends itself, should nobody be there to end it."""


@dataclass(frozen=True)
class Declared:
    """What a backend says of itself."""

    side: Side
    capabilities: Capabilities


class Isolated(Elsewhere):
    """A backend by its place, "module:class"; its process starts when it is first needed, and anew after its death.

    Attributes
    ----------
    name : under which it is installed.
    limit : seconds that it may take for each experiment.
    known : what it says of itself, where that is known without its process.
    """

    def __init__(self, name: str, place: str, limit: float, known: Declared | None = None) -> None:
        self.name, self.place, self.limit = name, place, limit
        self._says: Declared | str | None = known
        self._late: str | None = None
        self._answer: Callable[[], Result] = self._not_asked

    @property
    def says(self) -> Declared | str:
        """What it says of itself, or why it cannot be loaded."""
        if self._says is None:
            try:
                self._says = self._process().load()
            except TimeoutError:
                self._says = f"cannot be loaded: nothing came within {self._process().loading:g} seconds"
            except Gone as how:
                self._says = f"cannot be loaded: its process {how}"
            if isinstance(self._says, str):
                self._forget()
        return self._says

    def start(self) -> None:
        """Start the process, so that it loads while others do."""
        self._process()

    @property
    def side(self) -> Side:
        """Its side."""
        return self._known().side

    @property
    def capabilities(self) -> Capabilities:
        """What it declares."""
        return self._known().capabilities

    def _known(self) -> Declared:
        says = self.says
        if isinstance(says, str):
            raise CannotRun(says)
        return says

    def begin(self, experiment: Experiment, shots: int, seed: int) -> None:
        """Ask; where this process knows the answer, which is a reason, the other one is left alone."""
        says, reason = self.says, self._late
        if isinstance(says, str):
            result = Result(self.name, None, skipped=says)
            self._answer = lambda: result
            return
        if reason is None:  # of steps, those are asked about that the experiment is lowered to, and not these
            reason = says.capabilities.reason_against(Experiment(experiment.system)) or self._lacks
        if reason is not None:
            skipped = Result(self.name, says.side, skipped=reason)
            self._answer = lambda: skipped
            return
        process = self._process()
        question = experiment, shots, seed
        # One that still loads reads nothing yet, and a long question would wait for it without a limit.
        number = None if process.loaded is None else process.ask(question)
        self._answer = lambda: self._received(process, question, number)

    @cached_property
    def _lacks(self) -> str | None:
        """The reason where the package that it drives is not installed: no process needs to be started to find out."""
        needs = self._known().capabilities.needs
        return None if needs is None or is_installed(needs) else lacking(f"No module named {needs!r}")

    def finish(self) -> Result:
        """The answer, waited for until the limit."""
        answer, self._answer = self._answer, self._not_asked
        return answer()

    def call(self, call: Call) -> Returned:
        """What a method of the backend returns, in its process."""
        says = self.says
        if isinstance(says, str):
            return Returned(error=says, fate="died")
        process = self._process()
        try:
            said = process.load()
            if isinstance(said, str):
                self._forget()
                return Returned(error=said, fate="died")
            returned: Returned = process.answer(process.ask(call), self.limit)
            return returned
        except (Gone, TimeoutError) as error:
            failed = self._failed(error)
            return Returned(error=failed.error or failed.skipped, fate=failed.fate)

    def again(self) -> None:
        """Ask again although it once took too long: with another experiment it may not."""
        self._late = None

    def restart(self) -> None:
        """End its process; the next question starts another."""
        self._forget()

    def _received(self, process: _Serving, question: Any, number: int | None) -> Result:
        try:
            if number is None:
                says = process.load()
                if isinstance(says, str):
                    self._forget()
                    return Result(self.name, self.side, skipped=says)
                number = process.ask(question)
            result: Result = process.answer(number, self.limit)
            return result
        except (Gone, TimeoutError) as error:
            return self._failed(error)
        except Exception as error:  # an object of a class that is not there, or no good one
            self._forget()
            return Result(self.name, self.side, error=f"its answer cannot be read: {type(error).__name__}: {error}")

    def _failed(self, error: Gone | TimeoutError) -> Result:
        self._forget()
        if isinstance(error, TimeoutError):
            self._late = f"it gave no answer within {self.limit:g} seconds, and was not asked again"
            return Result(self.name, self.side, skipped=self._late, fate="late")
        if error.killed:
            return Result(self.name, self.side, skipped=f"its process {error}, as where memory runs out", fate="died")
        return Result(self.name, self.side, error=f"its process {error}", fate="died")

    def _not_asked(self) -> Result:
        raise RuntimeError(f"{self.name} was not asked")

    def _process(self) -> _Serving:
        key = self.name, self.place
        if key not in _SERVING:
            _SERVING[key] = _Serving(self.name, self.place, self.limit)
        return _SERVING[key]

    def _forget(self) -> None:
        process = _SERVING.pop((self.name, self.place), None)
        if process is not None:
            process.end()

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not, as far as it is declared; asked, the backend may know more."""
        return declared(self, experiment)


_SERVING: dict[tuple[str, str], _Serving] = {}
"""Processes that serve, by backend: kept from one claim to the next, since a simulator may take long to load."""


class _Serving(Process):
    """A process with a backend in it."""

    def __init__(self, name: str, place: str, limit: float) -> None:
        self.loading = max(limit, LOADING)
        super().__init__(serve, name, place, limit, self.loading)
        self.loaded: Declared | str | None = None
        self.asked = 0

    def load(self) -> Declared | str:
        """What the backend declares, or why it cannot be loaded; the start of the process itself has no limit."""
        if self.loaded is None:
            self.receive()
            self.loaded = self.receive(self.loading)
        return self.loaded

    def ask(self, question: Any) -> int:
        """Send a question; its number."""
        self.asked += 1
        self.send((self.asked, question))
        return self.asked

    def answer(self, number: int, limit: float) -> Any:
        """The answer to the question of this number; those that nobody waited for are passed over."""
        while True:
            answered, result = self.receive(limit)
            if answered == number:
                return result


def serve(pipe: Connection, name: str, place: str, limit: float, loading: float) -> None:
    """The life of such a process: say what the backend declares, then answer until the pipe is closed."""
    live_alone()
    pipe.send("started")
    backend: Any = None
    with alarm(loading + GRACE):
        try:
            module, _, attribute = place.partition(":")
            backend = getattr(importlib.import_module(module), attribute)()
            declares = getattr(backend, "capabilities", None)
            said: Declared | str = Declared(getattr(backend, "side", None), _plain(declares))  # type: ignore[arg-type]
        except (Exception, SystemExit) as error:
            said = f"cannot be loaded: {type(error).__name__}: {error}"
    collect_seldom()
    pipe.send(said)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            number, question = pipe.recv()
            with alarm(limit + GRACE):
                call = isinstance(question, Call)
                answer = call_here(backend, question) if call else ask_here(name, backend, *question)
            pipe.send((number, answer))


def _plain(declared: Any) -> Capabilities:
    """The capabilities, of which nothing is a third party's class: steps that only it knows are left out."""
    known = {
        entry.name: getattr(declared, entry.name) for entry in fields(Capabilities) if hasattr(declared, entry.name)
    }
    if "steps" in known:
        known["steps"] = frozenset(s for s in known["steps"] if s.__module__.partition(".")[0] == "toytheory")
    return Capabilities(**known)
