"""Which runs of a phenomenon fail, by name, when a fault is planted in a backend."""

from dataclasses import replace

from equivalence.comparison.run import chosen_backends
from equivalence.engine.verdict import Context
from equivalence.mutants import BROKEN, planted
from equivalence.mutants.mutant import Rewritten, stepwise
from equivalence.mutants.undisturbed import Engine
from equivalence.phenomena.phenomenon import shown
from toytheory.language.steps import Prepare, Transform
from toytheory.outcomes.distributions import Distribution


def sound(*names):
    """A context with these backends."""
    return Context(backends=chosen_backends(names or ("epistemic", "hilbert")))


def failing(phenomenon, context, *names):
    """Names of the runs that fail (of all, or of these) by what is answered, not because a backend broke down."""
    checks = [shown(run, context) for run in phenomenon.runs if not names or run.name in names]
    return {check.name for check in checks if check.status == "fails" and not _broke_down(check)}


def _broke_down(check):
    """Whether a backend raised, or answered nothing that can be read."""
    witness = check.witness or {}
    return "reason" in witness and "toy_file" not in witness and witness.get("outcome") is None


def undisturbed(context):
    """The toy theory without the disturbance of measurements."""
    engine = Engine(context.backends["epistemic"], disturbs=False)
    return replace(context, backends={**context.backends, "epistemic": engine})


def uncorrelated(context, *originals):
    """Backends in which no two systems come to be correlated: neither prepared so, nor by a map of both."""
    rewritten = {name: Rewritten(context.backends[name], stepwise(_apart)) for name in originals or ("epistemic",)}
    return replace(context, backends={**context.backends, **rewritten})


def unmoved(context, original):
    """A backend that does no map at all."""
    still = Rewritten(context.backends[original], stepwise(_still))
    return replace(context, backends={**context.backends, original: still})


def _still(step, experiment):
    return () if isinstance(step, Transform) else (step,)


def _apart(step, experiment):
    if isinstance(step, Transform) and len(step.systems) > 1:
        return ()
    if isinstance(step, Prepare):
        alone = [len(F.systems) == 1 for F in step.variables]
        kept = [pair for pair, one in zip(zip(step.variables, step.values, strict=True), alone, strict=True) if one]
        if not kept:
            return ()
        variables, values = (tuple(column) for column in zip(*kept, strict=True))
        return (replace(step, variables=variables, values=values),)
    return (step,)


class Signless:
    """Quantum theory without the signs of products: it answers what the toy theory does."""

    name, side = "hilbert", "quantum"

    def __init__(self, toy, quantum):
        self.toy, self.capabilities = toy, quantum.capabilities

    def can_run(self, experiment):
        return self.toy.can_run(experiment)

    def distribution(self, experiment) -> Distribution:
        return self.toy.distribution(experiment)


def without_signs(context):
    """Qubits whose products have no signs."""
    backends = context.backends
    return replace(context, backends={**backends, "hilbert": Signless(backends["epistemic"], backends["hilbert"])})


def with_fault(name, context, original="epistemic"):
    """One of the listed faults in a backend."""
    (fault,) = (mutant for mutant in BROKEN if mutant.name == name)
    return replace(context, backends=planted(fault, original, context.backends))
