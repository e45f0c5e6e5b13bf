"""`nox -s sdim`: a package in an environment of its own, against the oracle; it writes reports/conformance/."""

import nox

PACKAGES = {
    "sdim": ["sdim:SdimTableau", "sdim:SdimFrames"],
    "quickqudits": [
        "quickqudits:QuickQudits",
        "quickqudits:QuickQuditsFrames",
        "quickqudits:QuickQuditsOneByOne",
        "quickqudits:QuickQuditsComposite",
        "quickqudits:QuickQuditsVectors",
    ],
    "mqt-qudits": ["mqt_qudits:MQTNetworks", "mqt_qudits:MQTDiagrams"],
    "cirq": ["cirq:CirqClifford", "cirq:CirqQubits", "cirq:CirqDensity", "cirq:CirqQudits"],
    "qiskit-aer": [
        "qiskit_aer:AerStabilizer",
        "qiskit_aer:AerExtended",
        "qiskit_aer:AerVectors",
        "qiskit_aer:AerDensity",
        "qiskit_aer:AerProducts",
    ],
    "pennylane": [
        "pennylane:PennyLaneClifford",
        "pennylane:PennyLaneQubits",
        "pennylane:PennyLaneQutrit",
        "pennylane:PennyLaneQutritMixed",
        "pennylane:PennyLaneGaussian",
    ],
    "piquasso": ["piquasso:PiquassoGaussian"],
    "strawberryfields": ["strawberryfields:StrawberryFieldsGaussian", "strawberryfields:StrawberryFieldsBosonic"],
    "thewalrus": ["thewalrus:WalrusGaussian"],
    "symft": ["symft:SymFT"],
    "paulimer": ["paulimer:Paulimer"],
    "stim": ["stim:StimFrames", "stim:StimTableau"],
}
"""Extra (or package that is installed anyway) -> classes in `quantum_ref.adapters`."""


def asked(package: str) -> None:
    """A session for a package."""

    @nox.session(name=package)
    def session(session: nox.Session) -> None:
        installed_anyway = package in ("strawberryfields", "thewalrus", "stim")
        session.install("-c", "constraints.txt", "." if installed_anyway else f".[{package}]")
        names = [f"quantum_ref.adapters.{name}" for name in PACKAGES[package]]
        report = f"reports/conformance/{package}.json"
        session.run("toytheory", "conform", *names, "--no-seconds", "--json", report, success_codes=[0, 1])


for _package in PACKAGES:
    asked(_package)
