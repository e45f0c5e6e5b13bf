"""Environments of their own: `nox -s sdim` holds a package against the oracle and writes reports/conformance/.

`nox -l` lists the sessions; what comes after `--` goes to `toytheory conform`: `nox -s sdim -- --budget 10m -j 2`.
`nox -s tests-3.12` runs the tests on a Python, `nox -s wheel-3.12` what is installed from the wheel; `nox -s changelog`
makes a section of the changelog.
"""

from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
"""That are supported; one that a machine does not have is skipped."""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
"""Of each library: several processes at once fight for the cores enough."""

nox.needs_version = ">=2024.4.15"
nox.options.sessions = []  # all at once take hours; name those that are meant
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, without optional extras."""
    session.install("-c", "constraints.txt", ".[dev]")
    session.run("pytest", *(session.posargs or ["-n", "2"]), env=ONE_THREAD)


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
    "sdim": ("sdim", ["sdim:SdimTableau", "sdim:SdimFrames"]),
    "quickqudits": (
        "quickqudits",
        [
            "quickqudits:QuickQudits",
            "quickqudits:QuickQuditsFrames",
            "quickqudits:QuickQuditsOneByOne",
            "quickqudits:QuickQuditsComposite",
            "quickqudits:QuickQuditsVectors",
            "quickqudits:QuickQuditsPushed",
            "quickqudits:QuickQuditsRealized",
            "quickqudits:QuickQuditsMixtures",
        ],
    ),
    "mqt-qudits": (
        "mqt-qudits",
        [
            "mqt_qudits:MQTNetworks",
            "mqt_qudits:MQTDiagrams",
            "mqt_qudits:MQTNetworkControls",
            "mqt_qudits:MQTDiagramControls",
            "mqt_qudits:MQTNetworkMatrices",
            "mqt_qudits:MQTNetworkShots",
            "mqt_qudits:MQTDiagramShots",
            "mqt_passes:MQTPhyLocQR",
            "mqt_passes:MQTPhyLocAda",
            "mqt_passes:MQTLevel0",
            "mqt_passes:MQTLevel1",
            "mqt_passes:MQTLevel2",
            "mqt_passes:MQTLogLocQR",
            "mqt_passes:MQTLogEntQR",
            "mqt_passes:MQTZRemoval",
        ],
    ),
    "cirq-core": (
        "cirq",
        [
            "cirq:CirqClifford",
            "cirq:CirqQubits",
            "cirq:CirqDensity",
            "cirq:CirqQudits",
            "cirq_shifts:CirqShifts",
            "cirq_shifts:CirqShiftsEjected",
            "cirq_shifts:CirqShiftsReordered",
        ],
    ),
    "qiskit": ("qiskit-aer", ["qiskit:QiskitStabilizer", "qiskit:QiskitVector", "qiskit:QiskitDensity"]),
    "qiskit-aer": (
        "qiskit-aer",
        [
            "qiskit_aer:AerStabilizer",
            "qiskit_aer:AerExtended",
            "qiskit_aer:AerVectors",
            "qiskit_aer:AerDensity",
            "qiskit_aer:AerProducts",
        ],
    ),
    "pennylane": (
        "pennylane",
        [
            "pennylane:PennyLaneClifford",
            "pennylane:PennyLaneQubits",
            "pennylane:PennyLaneLightning",
            "pennylane:PennyLaneReference",
            "pennylane:PennyLaneMixed",
            "pennylane:PennyLaneQutrit",
            "pennylane:PennyLaneQutritMixed",
            "pennylane_gaussian:PennyLaneGaussian",
        ],
    ),
    "piquasso": ("piquasso", ["piquasso:PiquassoGaussian", "piquasso_fock:PiquassoPureFock"]),
    "strawberryfields": (
        None,
        [
            "strawberryfields:StrawberryFieldsGaussian",
            "strawberryfields:StrawberryFieldsBosonic",
            "strawberryfields_routes:StrawberryFieldsOptimized",
            "strawberryfields_routes:StrawberryFieldsUnitary",
            "strawberryfields_routes:StrawberryFieldsMerged",
            "strawberryfields_routes:StrawberryFieldsBlackbird",
            "strawberryfields_routes:StrawberryFieldsXIR",
            "strawberryfields_routes:StrawberryFieldsInParts",
            "strawberryfields_routes:StrawberryFieldsBosonicInParts",
            "strawberryfields_routes:StrawberryFieldsTriangular",
            "strawberryfields_routes:StrawberryFieldsTriangularCompact",
            "strawberryfields_routes:StrawberryFieldsPhaseEnd",
            "strawberryfields_routes:StrawberryFieldsSymmetric",
            "strawberryfields_routes:StrawberryFieldsRectangularCompact",
        ],
    ),
    "thewalrus": (None, ["thewalrus:WalrusGaussian"]),
    "symft": ("symft", ["symft:SymFT"]),
    "paulimer": ("paulimer", ["paulimer:Paulimer", "paulimer:PaulimerComplete"]),
    "qutip": (None, ["qutip:QutipQudits", "qutip_modes:QutipModes"]),
    "stim": (None, ["stim:StimFrames", "stim:StimTableau"]),
}
"""Package -> its extra of toytheory (None: installed anyway), and classes in `quantum_ref.adapters`."""

PINS = "reports/conformance/constraints.txt"


def asked(package: str) -> None:
    """A session for a package."""
    extra, classes = PACKAGES[package]

    @nox.session(name=package)
    def session(session: nox.Session) -> None:
        project = "." if extra is None else f".[{extra}]"
        session.install("-c", "constraints.txt", "-c", PINS, "-e", project)
        names = [f"quantum_ref.adapters.{name}" for name in classes]
        report = f"reports/conformance/{package}.json"
        arguments = [*names, "--no-seconds", "--json", report, *session.posargs]
        # 1: something differs, and that is what the report is for
        session.run("toytheory", "conform", *arguments, env=ONE_THREAD, success_codes=[0, 1])


for _package in PACKAGES:
    asked(_package)
