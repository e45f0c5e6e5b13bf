"""The version of the installed project."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def project_version() -> str:
    """Of the distribution, or "unknown" for sources that are not installed."""
    try:
        return version("toytheory")
    except PackageNotFoundError:
        return "unknown"
