"""Which runs of a phenomenon fail, by name, when a fault is planted in a backend."""

from dataclasses import replace

from equivalence.comparison.run import chosen_backends
from equivalence.engine.verdict import Context
from equivalence.mutants import BROKEN, planted
from equivalence.mutants.undisturbed import Engine
from equivalence.phenomena.phenomenon import shown


def sound(*names):
    """A context with these backends."""
    return Context(backends=chosen_backends(names or ("epistemic", "hilbert")))


def failing(phenomenon, context):
    """Names of the runs that fail."""
    return {check.name for check in (shown(run, context) for run in phenomenon.runs) if check.status == "fails"}


def undisturbed(context):
    """The toy theory without the disturbance of measurements."""
    engine = Engine(context.backends["epistemic"], disturbs=False)
    return replace(context, backends={**context.backends, "epistemic": engine})


def with_fault(name, context, original="epistemic"):
    """One of the listed faults in a backend."""
    (fault,) = (mutant for mutant in BROKEN if mutant.name == name)
    return replace(context, backends=planted(fault, original, context.backends))
