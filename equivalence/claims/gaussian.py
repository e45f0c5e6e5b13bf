"""Liouville mechanics with the classical uncertainty principle and Gaussian quantum mechanics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context, Registry
from toytheory.language.experiment import Experiment

ORDER = 610

SLIDE = "Beyond classical complementarity: could a different statistical restriction get us closer to quantum theory?"
NUMBER_BASIS = "fock"
UNCERTAINTY = "The classical uncertainty principle"


def _agree(ctx: Context, name: str, what: str, experiments: Iterable[Experiment]) -> Check:
    from equivalence.experiments.agreement import agree

    others = {key: backend for key, backend in ctx.backends.items() if key != NUMBER_BASIS}
    return agree(name, what, experiments, others, ctx.seed, ctx.report)


def _in_number_basis(ctx: Context) -> Check:
    """The slow and small backend is asked only for what it can hold, against everybody else."""
    from equivalence.experiments.agreement import agree
    from equivalence.theorems.gaussian.families import few_excitations

    listed = few_excitations(ctx.rng("gaussian.few-excitations"), ctx.full)
    what = "maps, channels, measurements and conditions with few excitations on 1 and 2 modes"
    return agree("number-basis", what, listed, ctx.backends, ctx.seed, ctx.report)


def register(registry: Registry) -> None:
    """Enter the claims about Gaussian states and what can be done with them."""
    claim = registry.claim

    @claim(
        "gaussian.states",
        "The density of a Gaussian epistemic state is the Wigner function of the Gaussian quantum state with its "
        "moments.",
        UNCERTAINTY,
        theory("there is one, every n: maps of thermal modes", "restriction-theorem"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("a map does the same to densities and to Wigner functions, every n", "moyal-is-poisson"),
        theory("the moments of a Wigner function are those of the state, every n", "characteristic-function"),
        code("against the Wigner functions of Strawberry Fields, mode by mode", "wigner-strawberryfields"),
        code("against matrices in the number basis, one mode", "wigner-number-basis"),
        code("moments on every backend", "states"),
    )
    def states(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.characteristic import characteristic_function
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson
        from equivalence.theorems.gaussian.restriction_theorem import restriction_theorem
        from equivalence.theorems.gaussian.wigner_functions import by_number_basis, mode_by_mode

        yield restriction_theorem()
        yield bopp_operators()
        yield quadratic_is_poisson()
        yield characteristic_function()
        simulator = ctx.backends.get("strawberryfields", "it is not installed")
        yield mode_by_mode(ctx.rng("gaussian.wigner"), ctx.seed, 300 if ctx.full else 30, simulator)
        number_basis = ctx.backends.get(NUMBER_BASIS, "it is not installed")
        yield by_number_basis(ctx.rng("gaussian.number"), ctx.seed, 60 if ctx.full else 6, number_basis)
        sizes = (1, 1, 2, 3, 8, 50) if ctx.full else (1, 2, 3, 50)
        what = f"states of {', '.join(map(str, sorted(set(sizes))))} modes, hbar = 0.5, 1, 2"
        yield _agree(ctx, "states", what, families.states(ctx.rng("gaussian.states"), sizes))

    @claim(
        "gaussian.transformations",
        "Quadratic Hamiltonians move Liouville distributions as they move Wigner functions, whichever these are.",
        SLIDE,
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("for a quadratic Hamiltonian they are the Poisson bracket, every n", "moyal-is-poisson"),
        beside("theory", "and for a cubic one they are not", "moyal-differs-for-cubic"),
        code("the named maps on every backend", "named-maps"),
        code("circuits on every backend", "circuits"),
        code("written maps on every backend", "written-maps"),
    )
    def transformations(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.moyal import bopp_operators, cubic_is_not, quadratic_is_poisson

        yield bopp_operators()
        yield quadratic_is_poisson()
        yield cubic_is_not()
        rng = ctx.rng("gaussian.transformations")
        yield _agree(ctx, "named-maps", "each named map on 3 modes", families.named_maps(rng))
        count = 200 if ctx.full else 12
        yield _agree(ctx, "circuits", "circuits of 8 maps on 1 to 6 modes", families.circuits(rng, count))
        yield _agree(ctx, "written-maps", "maps written as a matrix, 1 to 3 modes", families.written_maps(rng, count))

    @claim(
        "gaussian.channels",
        "Loss, thermal loss, amplification, added noise and every m -> M m + e with the noise that M needs are linear "
        "maps of the modes and of an environment that is forgotten, the same in both theories.",
        UNCERTAINTY,
        theory("each is such a map, and so adds the same to moments and to operators, every n", "channel-dilations"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("a map does the same to densities and to Wigner functions, every n", "moyal-is-poisson"),
        theory("Wigner functions are transforms of expectation values, every n", "characteristic-function"),
        beside("theory", "loss and gain by their master equations", "master-equations"),
        code("each channel on every backend", "channels"),
        code("circuits with channels on every backend", "channel-circuits"),
    )
    def channels(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.characteristic import characteristic_function
        from equivalence.theorems.gaussian.experiments import channel_dilations
        from equivalence.theorems.gaussian.master_equations import master_equations
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson

        yield channel_dilations()
        yield master_equations()
        yield bopp_operators()
        yield quadratic_is_poisson()
        yield characteristic_function()
        rng = ctx.rng("gaussian.channels")
        yield _agree(ctx, "channels", "each channel on one of 2 modes or on both", families.channels(rng))
        count = 200 if ctx.full else 12
        yield _agree(
            ctx, "channel-circuits", "maps and channels on 1 to 4 modes", families.channel_circuits(rng, count)
        )

    @claim(
        "gaussian.homodyne",
        "Commuting linear variables measured in Gaussian states have the same joint density in both theories.",
        UNCERTAINTY,
        theory("positions of any modes, every n; mixed Gaussian states are mixtures", "wigner-marginals-n-modes"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("any commuting variables are positions after a linear map", "moyal-is-poisson"),
        beside("theory", "one and two modes, integrated", "wigner-marginals"),
        code("one to four modes on every backend", "homodyne"),
        code("fifty modes on every backend that holds them", "homodyne-50-modes"),
    )
    def homodyne(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.all_modes import marginals_of_n_modes
        from equivalence.theorems.gaussian.conditional import marginals
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson

        yield marginals_of_n_modes()
        yield bopp_operators()
        yield quadratic_is_poisson()  # any commuting variables are positions after a linear map
        yield marginals()
        rng = ctx.rng("gaussian.homodyne")
        count = 200 if ctx.full else 12
        yield _agree(ctx, "homodyne", "linear variables of 1 to 4 modes", families.homodyne(rng, count))
        wide = [families.wide(rng, 50, hbar) for hbar in (families.HBARS if ctx.full else (2.0,))]
        yield _agree(ctx, "homodyne-50-modes", "50 modes, each measured", wide)

    @claim(
        "gaussian.heterodyne",
        "Noisy joint measurements of x and p of Gaussian states have the same density in both theories.",
        UNCERTAINTY,
        theory("they are sharp ones of commuting variables of the modes and a meter, every n", "meters"),
        theory("what commutes is distributed as the Wigner function says, every n", "characteristic-function"),
        theory("the meter's Gaussian state is there in both theories", "restriction-theorem"),
        code("one to three modes on every backend", "heterodyne"),
        code("against a sharp measurement of a meter", "noisy-measurements"),
    )
    def heterodyne(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.characteristic import characteristic_function
        from equivalence.theorems.gaussian.experiments import meters
        from equivalence.theorems.gaussian.noisy import noisy_measurements
        from equivalence.theorems.gaussian.restriction_theorem import restriction_theorem

        yield meters()
        yield characteristic_function()
        yield restriction_theorem()
        count = 120 if ctx.full else 12
        rng = ctx.rng("gaussian.heterodyne")
        listed = [*families.heterodyne(rng, count), *families.general_dyne(rng, count // 4)]
        yield _agree(ctx, "heterodyne", "x and p of modes of 1 to 3, heterodyne and general-dyne", listed)
        exact = {name: backend for name, backend in ctx.backends.items() if name != NUMBER_BASIS}
        yield noisy_measurements(ctx.rng("gaussian.noisy"), ctx.seed, 60 if ctx.full else 9, exact)

    @claim(
        "gaussian.updates",
        "In Gaussian states an outcome leaves the same conditional state of the other modes in both theories.",
        UNCERTAINTY,
        theory("positions of any modes, every n; mixed Gaussian states are mixtures", "wigner-conditionals-n-modes"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("any commuting variables are positions after a linear map", "moyal-is-poisson"),
        theory("noisy outcomes are sharp ones of a meter beside, every n", "meters"),
        beside("theory", "one of two modes, integrated", "wigner-conditionals"),
        code("two to four modes on every backend", "updates"),
    )
    def updates(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.all_modes import conditionals_of_n_modes
        from equivalence.theorems.gaussian.conditional import conditionals
        from equivalence.theorems.gaussian.experiments import meters
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson

        yield conditionals_of_n_modes()
        yield bopp_operators()
        yield quadratic_is_poisson()  # any commuting variables are positions after a linear map
        yield meters()
        yield conditionals()
        count = 120 if ctx.full else 12
        what = "conditional states of 2 to 4 modes and densities of the conditions"
        yield _agree(ctx, "updates", what, families.updates(ctx.rng("gaussian.updates"), count))

    @claim(
        "gaussian.experiments",
        "Whatever is prepared, done, measured and fed forward with Gaussian means, both theories predict the same: "
        "modes are in Gaussian states before they are used, and prepared again once measured.",
        "The theory is empirically equivalent to Gaussian quantum mechanics",
        theory("every step does the same to expectation values, any number of steps and modes", "every-step"),
        theory("these are the characteristic function of the Wigner function", "characteristic-function"),
        theory("Gaussian states are there in both theories", "restriction-theorem"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("a map does the same to densities and to Wigner functions, every n", "moyal-is-poisson"),
        code("one to five modes on every backend", "experiments"),
        code("few excitations in the number basis, one and two modes", "number-basis"),
    )
    def experiments(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import families
        from equivalence.theorems.gaussian.characteristic import characteristic_function
        from equivalence.theorems.gaussian.experiments import every_step
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson
        from equivalence.theorems.gaussian.restriction_theorem import restriction_theorem

        yield every_step()
        yield characteristic_function()
        yield restriction_theorem()
        yield bopp_operators()
        yield quadratic_is_poisson()
        count = 400 if ctx.full else 16
        what = "random experiments on 1 to 5 modes with all statements but quadrature states; teleportation"
        yield _agree(ctx, "experiments", what, families.everything(ctx.rng("gaussian.experiments"), count))
        yield _in_number_basis(ctx)

    @claim(
        "gaussian.language",
        "Gaussian channels, general-dyne measurements, normal random numbers, rounds and reports are predicted alike.",
        "The theory is empirically equivalent to Gaussian quantum mechanics",
        code("one to three modes on every backend", "language"),
    )
    def language(ctx: Context) -> Iterator[Check]:
        from equivalence.experiments.random_whole_modes import Shape, random_wholes

        count = 300 if ctx.full else 15
        shapes = [Shape(n, hbar) for n, hbar in ((1, 1.0), (2, 2.0), (3, 0.5))]
        what = f"{count} random experiments of the whole language on 1 to 3 modes"
        yield _agree(ctx, "language", what, random_wholes(ctx.rng("gaussian.language"), shapes, count))

    @claim(
        "gaussian.restriction",
        "The classical uncertainty principle with maximal entropy allows exactly the Gaussian quantum states.",
        UNCERTAINTY,
        theory("every n: what it allows is a quantum state, and what it refuses is none", "restriction-theorem"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("maps to normal modes are there in both theories, every n", "moyal-is-poisson"),
        beside("theory", "without maximal entropy it would allow more", "entropy-clause-is-needed"),
        code("what is allowed can be made on a simulator, what is refused would be negative", "restriction-is-quantum"),
        code("what gates and channels make on a simulator is allowed", "quantum-is-allowed"),
        code("the decision is kept by maps", "restriction-is-invariant"),
    )
    def restriction(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.gaussian import restriction as search
        from equivalence.theorems.gaussian.entropy_clause import entropy_clause_is_needed
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson
        from equivalence.theorems.gaussian.restriction_theorem import restriction_theorem

        yield restriction_theorem()
        yield bopp_operators()
        yield quadratic_is_poisson()
        yield entropy_clause_is_needed()
        few, many = (600, 3000) if ctx.full else (24, 200)
        simulator = ctx.backends.get("strawberryfields", "it is not installed")
        yield search.every_covariance_is_decided(ctx.rng("gaussian.search"), ctx.seed, few, simulator)
        yield search.quantum_states_are_allowed(ctx.rng("gaussian.allowed"), ctx.seed, few, simulator)
        yield search.invariant(ctx.rng("gaussian.invariant"), ctx.seed, many)
