"""`nox -s sdim`: a package in an environment of its own, against the oracle; it writes reports/conformance/.

`nox -l` lists the sessions; what comes after `--` goes to `toytheory conform`: `nox -s sdim -- --budget 10m -j 2`.
"""

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = []  # all at once take hours; name those that are meant
nox.options.reuse_existing_virtualenvs = True

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
        ],
    ),
    "mqt-qudits": ("mqt-qudits", ["mqt_qudits:MQTNetworks", "mqt_qudits:MQTDiagrams"]),
    "cirq-core": ("cirq", ["cirq:CirqClifford", "cirq:CirqQubits", "cirq:CirqDensity", "cirq:CirqQudits"]),
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
            "pennylane:PennyLaneQutrit",
            "pennylane:PennyLaneQutritMixed",
            "pennylane:PennyLaneGaussian",
        ],
    ),
    "piquasso": ("piquasso", ["piquasso:PiquassoGaussian"]),
    "strawberryfields": (
        None,
        ["strawberryfields:StrawberryFieldsGaussian", "strawberryfields:StrawberryFieldsBosonic"],
    ),
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
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        arguments = [*names, "--no-seconds", "--json", report, *session.posargs]
        # 1: something differs, and that is what the report is for
        session.run("toytheory", "conform", *arguments, env=threads, success_codes=[0, 1])


for _package in PACKAGES:
    asked(_package)
