"""Strawberry Fields on other ways from a program to its state: optimised, compiled, written out, cut in two, meshes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quantum_ref.strawberryfields.loading import strawberry_fields
from toytheory.adapting.modes import ModeStep
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Displace, Loss, PrepareVacuum, Transform

from .strawberryfields import StrawberryFieldsBosonic, StrawberryFieldsGaussian, operations

UNITARY = frozenset({PrepareVacuum, Transform, Displace})
"""Steps of a unitary from the vacuum, in which every program begins; the backends themselves are asked about others."""


class StrawberryFieldsOptimized(StrawberryFieldsGaussian):
    """`Program.optimize`, then the gaussian backend."""

    name = "strawberryfields-optimized"
    through = "program.optimize()"
    steps = UNITARY | {Loss}
    asked = ("adjoint",)

    def run(self, program: Any) -> Any:
        """The state after the program that was optimised."""
        return super().run(program.optimize())


class StrawberryFieldsUnitary(StrawberryFieldsGaussian):
    """`Program.compile(compiler="gaussian_unitary")`, then the gaussian backend."""

    name = "strawberryfields-unitary"
    steps = UNITARY
    prepares_again = False
    asked = ("adjoint",)
    compiler = "gaussian_unitary"
    through = 'program.compile(compiler="gaussian_unitary")'

    def kept(self, steps: Sequence[ModeStep]) -> Sequence[ModeStep]:
        """Without preparations of the vacuum, which these compilers do not take."""
        return [step for step in steps if not isinstance(step, PrepareVacuum)]

    def run(self, program: Any) -> Any:
        """The state after the program that was compiled."""
        return super().run(program.compile(compiler=self.compiler))


class StrawberryFieldsMerged(StrawberryFieldsUnitary):
    """`Program.compile(compiler="gaussian_merge")`, then the gaussian backend."""

    name = "strawberryfields-merged"
    compiler = "gaussian_merge"
    through = 'program.compile(compiler="gaussian_merge")'


class StrawberryFieldsBlackbird(StrawberryFieldsGaussian):
    """Written out as Blackbird and read again, then the gaussian backend."""

    name = "strawberryfields-blackbird"
    through = "sf.io.to_program(sf.io.to_blackbird(program))"
    steps = UNITARY | {Loss}
    asked = ("adjoint",)

    def run(self, program: Any) -> Any:
        """The state after what was read."""
        sf: Any = strawberry_fields()
        return super().run(sf.io.to_program(sf.io.to_blackbird(program)))


class StrawberryFieldsXIR(StrawberryFieldsBlackbird):
    """Written out as XIR and read again, then the gaussian backend."""

    name = "strawberryfields-xir"
    through = "sf.io.to_program(sf.io.to_xir(program))"

    def run(self, program: Any) -> Any:
        """The state after what was read."""
        sf: Any = strawberry_fields()
        return StrawberryFieldsGaussian.run(self, sf.io.to_program(sf.io.to_xir(program)))


class _InParts(StrawberryFieldsGaussian):
    """The program cut in two, which one engine runs one after the other."""

    steps = UNITARY | {Loss}
    asked: tuple[str, ...] = ()

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """The state after the second."""
        sf: Any = strawberry_fields()
        done, engine = operations(steps, hbar, self.mesh), sf.Engine(self.engine)
        first = self.program(n, done[: len(done) // 2])
        engine.run(first)
        return engine.run(self.program(first, done[len(done) // 2 :])).state

    def script(self, experiment: Experiment) -> str:
        """None is written of two programs."""
        raise CannotRun("writes no scripts")


class StrawberryFieldsInParts(_InParts):
    """The gaussian backend."""

    name = "strawberryfields-in-parts"


class StrawberryFieldsBosonicInParts(_InParts, StrawberryFieldsBosonic):
    """The bosonic backend."""

    name = "strawberryfields-bosonic-in-parts"
    steps = UNITARY
    maps = frozenset({"squeeze"})
    asked: tuple[str, ...] = ()


class StrawberryFieldsTriangular(StrawberryFieldsGaussian):
    """Interferometers on the mesh of Reck and others."""

    name = "strawberryfields-triangular"
    steps = UNITARY
    maps = frozenset({"rotate", "squeeze"})
    written = False
    asked: tuple[str, ...] = ()
    mesh = "triangular"


class StrawberryFieldsTriangularCompact(StrawberryFieldsTriangular):
    """The same with two phase shifts in each interferometer of two modes."""

    name = "strawberryfields-triangular-compact"
    mesh = "triangular_compact"


class StrawberryFieldsPhaseEnd(StrawberryFieldsTriangular):
    """A rectangular mesh with its phases at the end."""

    name = "strawberryfields-phase-end"
    mesh = "rectangular_phase_end"


class StrawberryFieldsSymmetric(StrawberryFieldsTriangular):
    """A rectangular mesh of symmetric beam splitters."""

    name = "strawberryfields-symmetric"
    mesh = "rectangular_symmetric"


class StrawberryFieldsRectangularCompact(StrawberryFieldsTriangular):
    """The rectangular mesh of Bell and Walmsley."""

    name = "strawberryfields-rectangular-compact"
    mesh = "rectangular_compact"
