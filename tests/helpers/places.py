"""Where the repository's files are, for tests of its documentation, examples and packaging."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
