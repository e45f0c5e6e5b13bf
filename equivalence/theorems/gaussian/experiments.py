"""Every step of the language on modes has a law, so that experiments of any length follow by induction.

The proof is in docs/continuous.md, "Experiments"; a new kind of step has no law, and the check says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from equivalence.engine.verdict import Check

from .steps import LAWS, Law, wrong

LAW_OF: Mapping[str, str] = {
    "PrepareVacuum": "prepare",
    "PrepareGaussian": "prepare",
    "Transform": "transform",
    "Displace": "displace",
    "Loss": "loss",
    "ThermalLoss": "thermal loss",
    "Amplify": "amplify",
    "GaussianNoise": "noise",
    "GaussianChannel": "channel",
    "Measure": "measure",
    "Heterodyne": "heterodyne",
    "GeneralDyne": "general-dyne",
    "RandomNormal": "random number",
    "Condition": "condition",
    "Discard": "discard",
}
"""Kind of step -> its law."""

NO_LAW: Mapping[str, str] = {
    "Prepare": "a quadrature state is no density operator: `liouville.quadrature`",
    "Let": "a name for what is told",
    "Report": "a choice of what is told",
    "Repeat": "its rounds, written out",
    **dict.fromkeys(("Noise", "Random", "Flip", "Detector", "Observable", "When"), "not for modes"),
}
"""Kinds of steps that need none, or are not in the claim, and why."""


def kinds_of_steps() -> set[str]:
    """All that the language has."""
    from toytheory.language.statements.table import RECORDS

    return {kind.__name__ for kind in RECORDS}


CHANNELS = ("loss", "thermal loss", "amplify", "noise", "channel")
METERS = (
    "heterodyne", "heterodyne with a beam splitter", "general-dyne", "noisy measurement",
    "noisy measurement of commuting variables",
)  # fmt: skip


def channel_dilations(laws: Collection[Law] = LAWS) -> Check:
    """The laws of the channels: maps of the modes and an environment, which add what the documentation says."""
    scope = "all n, every channel with N + i hbar/2 (J - M J M^T) >= 0, and those that have a name"
    return _check("channel-dilations", scope, [law for law in laws if law.step in CHANNELS])


def meters(laws: Collection[Law] = LAWS) -> Check:
    """The laws of the noisy measurements: they read what commutes, off the modes and a meter."""
    scope = "all n, all variables F with noise N, 2N + i hbar F J F^T >= 0; heterodyne and general-dyne among them"
    return _check("meters", scope, [law for law in laws if law.step in METERS])


def every_step(laws: Collection[Law] = LAWS, kinds: Collection[str] | None = None) -> Check:
    """The laws are right, and no kind of step is without one."""
    named = {law.step for law in laws}
    present = kinds_of_steps() if kinds is None else kinds
    missing = [f"{kind} has no law" for kind in sorted(present) if kind not in NO_LAW and LAW_OF.get(kind) not in named]
    scope = (
        "all n, any number of steps: Gaussian states prepared, maps, channels, sharp and noisy measurements, "
        "feed-forward, conditions, discards; modes are prepared before they are used, and again once measured"
    )
    return _check("every-step", scope, laws, missing)


def _check(name: str, scope: str, laws: Collection[Law], failed: Sequence[str] = ()) -> Check:
    failed = [*failed, *(f"{law.step}: {what}" for law in laws for what in wrong(law))]
    if failed:
        return Check("theorem", scope, len(laws), "fails", name, {"not so": failed})
    return Check("theorem", scope, len(laws), "holds", name)
