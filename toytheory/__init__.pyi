"""What `toytheory` offers, for type checkers; tests hold it against `__init__.py`."""

from toytheory.backend import (
    Backend as Backend,
)
from toytheory.backend import (
    Capabilities as Capabilities,
)
from toytheory.backend import (
    load_backends as load_backends,
)
from toytheory.continuous.channels import (
    Channel as Channel,
)
from toytheory.continuous.flows import (
    Flow as Flow,
)
from toytheory.continuous.liouville import (
    LiouvilleState as LiouvilleState,
)
from toytheory.continuous.measurements import (
    ModeMeasurement as ModeMeasurement,
)
from toytheory.continuous.measurements import (
    heterodyne as heterodyne,
)
from toytheory.continuous.measurements import (
    homodyne as homodyne,
)
from toytheory.continuous.quadrature import (
    QuadratureState as QuadratureState,
)
from toytheory.discrete.enumeration import (
    epistemic_states as epistemic_states,
)
from toytheory.discrete.enumeration import (
    isotropic_modules as isotropic_modules,
)
from toytheory.discrete.enumeration import (
    lagrangian_modules as lagrangian_modules,
)
from toytheory.discrete.enumeration import (
    symplectic_group as symplectic_group,
)
from toytheory.discrete.epistemic import (
    EpistemicState as EpistemicState,
)
from toytheory.discrete.measurements import (
    Measurement as Measurement,
)
from toytheory.discrete.transformations import (
    SymplecticMap as SymplecticMap,
)
from toytheory.drawing import (
    draw as draw,
)
from toytheory.errors import (
    CannotRun as CannotRun,
)
from toytheory.errors import (
    InputError as InputError,
)
from toytheory.errors import (
    Place as Place,
)
from toytheory.errors import (
    ToyTheoryError as ToyTheoryError,
)
from toytheory.language.bookkeeping import (
    Branch as Branch,
)
from toytheory.language.bookkeeping import (
    Detector as Detector,
)
from toytheory.language.bookkeeping import (
    Flip as Flip,
)
from toytheory.language.bookkeeping import (
    GaussianChannel as GaussianChannel,
)
from toytheory.language.bookkeeping import (
    GeneralDyne as GeneralDyne,
)
from toytheory.language.bookkeeping import (
    Let as Let,
)
from toytheory.language.bookkeeping import (
    Observable as Observable,
)
from toytheory.language.bookkeeping import (
    Random as Random,
)
from toytheory.language.bookkeeping import (
    RandomNormal as RandomNormal,
)
from toytheory.language.bookkeeping import (
    Repeat as Repeat,
)
from toytheory.language.bookkeeping import (
    Report as Report,
)
from toytheory.language.bookkeeping import (
    When as When,
)
from toytheory.language.experiment import (
    Experiment as Experiment,
)
from toytheory.language.lowering.lower import (
    Lowered as Lowered,
)
from toytheory.language.lowering.lower import (
    lower as lower,
)
from toytheory.language.maps.discrete import (
    named_transform as named_transform,
)
from toytheory.language.maps.modes import (
    mode_transform as mode_transform,
)
from toytheory.language.notation import (
    parse_known as parse_known,
)
from toytheory.language.notation import (
    parse_variable as parse_variable,
)
from toytheory.language.reading import (
    load_experiment as load_experiment,
)
from toytheory.language.reading import (
    parse_experiment as parse_experiment,
)
from toytheory.language.steps import (
    Amplify as Amplify,
)
from toytheory.language.steps import (
    Condition as Condition,
)
from toytheory.language.steps import (
    Discard as Discard,
)
from toytheory.language.steps import (
    Displace as Displace,
)
from toytheory.language.steps import (
    GaussianNoise as GaussianNoise,
)
from toytheory.language.steps import (
    Heterodyne as Heterodyne,
)
from toytheory.language.steps import (
    Loss as Loss,
)
from toytheory.language.steps import (
    Measure as Measure,
)
from toytheory.language.steps import (
    Noise as Noise,
)
from toytheory.language.steps import (
    OutcomeExpression as OutcomeExpression,
)
from toytheory.language.steps import (
    Prepare as Prepare,
)
from toytheory.language.steps import (
    PrepareGaussian as PrepareGaussian,
)
from toytheory.language.steps import (
    PrepareVacuum as PrepareVacuum,
)
from toytheory.language.steps import (
    Step as Step,
)
from toytheory.language.steps import (
    System as System,
)
from toytheory.language.steps import (
    ThermalLoss as ThermalLoss,
)
from toytheory.language.steps import (
    Transform as Transform,
)
from toytheory.language.writing import (
    format_experiment as format_experiment,
)
from toytheory.outcomes import (
    AffineSet as AffineSet,
)
from toytheory.outcomes import (
    ContinuousDistribution as ContinuousDistribution,
)
from toytheory.outcomes import (
    ContinuousSamples as ContinuousSamples,
)
from toytheory.outcomes import (
    Distribution as Distribution,
)
from toytheory.outcomes import (
    Moments as Moments,
)
from toytheory.outcomes import (
    Samples as Samples,
)
from toytheory.phase_space.brackets import (
    bracket as bracket,
)
from toytheory.phase_space.brackets import (
    canonical_symbols as canonical_symbols,
)
from toytheory.phase_space.brackets import (
    commute as commute,
)
from toytheory.phase_space.brackets import (
    difference_bracket as difference_bracket,
)
from toytheory.phase_space.brackets import (
    symbolic_bracket as symbolic_bracket,
)
from toytheory.phase_space.space import (
    PhaseSpace as PhaseSpace,
)
from toytheory.phase_space.variables import (
    Variable as Variable,
)
from toytheory.restrictions import (
    classical_complementarity as classical_complementarity,
)
from toytheory.restrictions import (
    knowledge_balance as knowledge_balance,
)
from toytheory.restrictions.catalogue import (
    known_sets as known_sets,
)

__version__: str

__all__ = [
    "AffineSet",
    "Amplify",
    "Backend",
    "Branch",
    "CannotRun",
    "Capabilities",
    "Channel",
    "Condition",
    "ContinuousDistribution",
    "ContinuousSamples",
    "Detector",
    "Discard",
    "Displace",
    "Distribution",
    "EpistemicState",
    "Experiment",
    "Flip",
    "Flow",
    "GaussianChannel",
    "GaussianNoise",
    "GeneralDyne",
    "Heterodyne",
    "InputError",
    "Let",
    "LiouvilleState",
    "Loss",
    "Lowered",
    "Measure",
    "Measurement",
    "ModeMeasurement",
    "Moments",
    "Noise",
    "Observable",
    "OutcomeExpression",
    "PhaseSpace",
    "Place",
    "Prepare",
    "PrepareGaussian",
    "PrepareVacuum",
    "QuadratureState",
    "Random",
    "RandomNormal",
    "Repeat",
    "Report",
    "Samples",
    "Step",
    "SymplecticMap",
    "System",
    "ThermalLoss",
    "ToyTheoryError",
    "Transform",
    "Variable",
    "When",
    "__version__",
    "bracket",
    "canonical_symbols",
    "classical_complementarity",
    "commute",
    "difference_bracket",
    "draw",
    "epistemic_states",
    "format_experiment",
    "heterodyne",
    "homodyne",
    "isotropic_modules",
    "knowledge_balance",
    "known_sets",
    "lagrangian_modules",
    "load_backends",
    "load_experiment",
    "lower",
    "mode_transform",
    "named_transform",
    "parse_experiment",
    "parse_known",
    "parse_variable",
    "symbolic_bracket",
    "symplectic_group",
]
