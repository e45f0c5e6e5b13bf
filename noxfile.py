"""Environments of their own: `nox -s sdim` holds a package against the oracle and writes reports/conformance/.

`nox -s tests-3.12` runs the tests on a Python, `nox -s wheel-3.12` what is installed from the wheel; `nox -s changelog`
makes a section of the changelog.
"""

from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
"""That are supported; one that a machine does not have is skipped."""

nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, without optional extras."""
    session.install("-c", "constraints.txt", ".[dev]")
    session.run("pytest", *(session.posargs or ["-n", "2"]), env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})


@nox.session(python=PYTHONS)
def wheel(session: nox.Session) -> None:
    """The wheel in an empty environment: some claims, an example and the version."""
    session.install("build")
    folder = Path(session.create_tmp())
    for old in folder.glob("*.whl"):
        old.unlink()
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder), ".")
    (built,) = folder.glob("*.whl")
    session.install("-c", "constraints.txt", str(built))
    with session.chdir(folder):  # not the sources
        session.run("toytheory", "--version")
        session.run("toytheory", "run", "teleportation-trits.toy")
        session.run("toytheory", "verify", "trits")


@nox.session
def changelog(session: nox.Session) -> None:
    """`nox -s changelog -- 0.2.0` moves what is in changes/ to CHANGELOG.md; `-- --draft` shows it."""
    if len(session.posargs) != 1:
        session.error("name the version, as in `nox -s changelog -- 0.2.0`, or ask for --draft")
    (asked_for,) = session.posargs
    session.install("towncrier")
    if asked_for == "--draft":
        session.run("towncrier", "build", "--draft", "--version", "next")
    else:
        session.run("towncrier", "build", "--yes", "--version", asked_for)


PACKAGES = {
    "sdim": ["sdim:SdimTableau", "sdim:SdimFrames"],
    "quickqudits": [
        "quickqudits:QuickQudits",
        "quickqudits:QuickQuditsFrames",
        "quickqudits:QuickQuditsOneByOne",
        "quickqudits:QuickQuditsComposite",
    ],
    "mqt-qudits": ["mqt_qudits:MQTNetworks", "mqt_qudits:MQTDiagrams"],
    "cirq": ["cirq:CirqClifford", "cirq:CirqQubits", "cirq:CirqDensity", "cirq:CirqQudits"],
    "qiskit-aer": ["qiskit_aer:AerStabilizer", "qiskit_aer:AerExtended", "qiskit_aer:AerProducts"],
    "pennylane": ["pennylane:PennyLaneClifford", "pennylane:PennyLaneQutrit", "pennylane:PennyLaneGaussian"],
    "piquasso": ["piquasso:PiquassoGaussian"],
    "strawberryfields": ["strawberryfields:StrawberryFieldsGaussian", "strawberryfields:StrawberryFieldsBosonic"],
    "stim": ["stim:StimFrames", "stim:StimTableau"],
}
"""Extra (or package that is installed anyway) -> classes in `quantum_ref.adapters`."""


def asked(package: str) -> None:
    """A session for a package."""

    @nox.session(name=package)
    def session(session: nox.Session) -> None:
        installed_anyway = package in ("strawberryfields", "stim")
        session.install("-c", "constraints.txt", "." if installed_anyway else f".[{package}]")
        names = [f"quantum_ref.adapters.{name}" for name in PACKAGES[package]]
        report = f"reports/conformance/{package}.json"
        session.run("toytheory", "conform", *names, "--no-seconds", "--json", report, success_codes=[0, 1])


for _package in PACKAGES:
    asked(_package)
