"""The one place where Strawberry Fields is imported, with what its release 0.23 needs on today's SciPy.

It imports `scipy.integrate.simps`, which SciPy has renamed to `simpson`, and `pkg_resources` (setuptools below 81),
both with warnings; they are silenced during the import alone.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from types import ModuleType


@lru_cache(maxsize=1)
def strawberry_fields() -> ModuleType:
    """The package `strawberryfields`, imported at the first call (some 3 s).

    >>> strawberry_fields().__name__
    'strawberryfields'
    """
    import scipy.integrate

    if not hasattr(scipy.integrate, "simps"):
        scipy.integrate.simps = scipy.integrate.simpson
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import strawberryfields
            import strawberryfields.backends.gaussianbackend
            import strawberryfields.compilers
            import strawberryfields.ops
            import strawberryfields.parameters
            import strawberryfields.program_utils
        except Exception as error:  # it breaks in many ways where a package that it uses has moved on
            raise ImportError(f"{type(error).__name__}: {error}", name="strawberryfields") from error
    module: ModuleType = strawberryfields
    return module
