"""Sampling at scale: experiments compiled to row operations that act on many runs at once.

`program` is what is compiled to, `lowering` compiles experiments, `affine` rewrites a program by what its outputs
depend on, and `sampler` runs either on blocks of runs.
"""

from __future__ import annotations

from .sampler import CompiledSampler, compile_detector_sampler, compile_sampler

__all__ = ["CompiledSampler", "compile_detector_sampler", "compile_sampler"]
