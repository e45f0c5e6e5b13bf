"""What `equivalence` offers, for type checkers; tests hold it against `__init__.py`."""

from equivalence.comparison.answers import Result as Result
from equivalence.comparison.answers import ask as ask
from equivalence.comparison.compare import Comparison as Comparison
from equivalence.comparison.compare import compare as compare
from equivalence.comparison.run import ExperimentReport as ExperimentReport
from equivalence.comparison.run import chosen_backends as chosen_backends
from equivalence.comparison.run import run_experiment as run_experiment
from equivalence.engine.events import Report as Report
from equivalence.engine.verdict import Check as Check
from equivalence.engine.verdict import Claim as Claim
from equivalence.engine.verdict import Verdict as Verdict
from equivalence.engine.verifying import verify as verify
from equivalence.experiments.replay import replay as replay
from equivalence.experiments.shrink import shrink as shrink

__all__ = [
    "Check",
    "Claim",
    "Comparison",
    "ExperimentReport",
    "Report",
    "Result",
    "Verdict",
    "ask",
    "chosen_backends",
    "compare",
    "replay",
    "run_experiment",
    "shrink",
    "verify",
]
