"""One package's sampler on one circuit, in an interpreter of its own: `python peer.py PACKAGE < CIRCUIT.json`.

Nothing of this project is imported. The circuit is {"d", "n", "gates", "shots"} or {"stim", "shots"}; written out are
processor seconds of compiling and of sampling, the best of a few.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

ENOUGH, MOST = 1.0, 5
"""Sampling is repeated until it took so many seconds, at most so often."""


def taken(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds, and what came out."""
    began = time.process_time()
    result = call()
    return time.process_time() - began, result


def sdim(circuit: dict[str, Any]) -> tuple[float, Callable[[], Any]]:
    """`Program.simulate`, which finds the tableau anew every time."""
    from sdim import Circuit, Program

    made = Circuit(circuit["n"], circuit["d"])
    for name, systems in circuit["gates"]:
        made.add_gate({"fourier": "H", "phase": "P", "sum": "CNOT"}[name], *systems)
    made.add_gate("M", list(range(circuit["n"])))
    program = Program(made)
    program.simulate(shots=2)
    return 0.0, lambda: program.simulate(shots=circuit["shots"])


def quickqudits(circuit: dict[str, Any]) -> tuple[float, Callable[[], Any]]:
    """`Tableau.sample_measurements`; applying the circuit to the tableau is compiling."""
    import quickqudits as qq

    made = qq.QuantumCircuit(circuit["n"], circuit["d"])
    for name, systems in circuit["gates"]:
        getattr(made, {"fourier": "H", "phase": "S", "sum": "CX"}[name])(*systems)
    qq.Tableau(circuit["n"], circuit["d"]).apply_circuit(made)
    tableau = qq.Tableau(circuit["n"], circuit["d"])
    compiling, _ = taken(lambda: tableau.apply_circuit(made))
    tableau.sample_measurements(2, seed=0)
    return compiling, lambda: tableau.sample_measurements(circuit["shots"], seed=1)


def symft(circuit: dict[str, Any]) -> tuple[float, Callable[[], Any]]:
    """Its measurement sampler, or its detector sampler, bit-packed."""
    from symft import Circuit

    compiling, sampler = taken(lambda: Circuit(circuit["stim"]).compile_sampler())
    draw = sampler.sample_detectors if "DETECTOR" in circuit["stim"] else sampler.sample
    draw(shots=64, bit_packed=True)
    return compiling, lambda: draw(shots=circuit["shots"], bit_packed=True)


def clifft(circuit: dict[str, Any]) -> tuple[float, Callable[[], Any]]:
    """`sample`, which gives measurements, detectors and observables together."""
    from clifft import compile, sample

    compiling, program = taken(lambda: compile(circuit["stim"]))
    sample(program, 64)
    return compiling, lambda: sample(program, circuit["shots"], threads=1)


PACKAGES = {"sdim": sdim, "quickqudits": quickqudits, "symft": symft, "clifft": clifft}


def main() -> None:
    """Measure and print."""
    circuit = json.load(sys.stdin)
    compiling, draw = PACKAGES[sys.argv[1]](circuit)
    times: list[float] = []
    while not times or (len(times) < MOST and sum(times) < ENOUGH):
        times.append(taken(draw)[0])
    print(json.dumps({"compiling": compiling, "sampling": min(times)}))


if __name__ == "__main__":
    main()
