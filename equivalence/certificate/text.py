"""A certificate as text: one identity a line, so that differences are readable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """JSON with each entry of a top-level list of objects on a line of its own.

    >>> print(certificate_text({"format": "f", "identities": [{"id": "a"}, {"id": "b"}]}), end="")
    {
     "format": "f",
     "identities": [
      {"id": "a"},
      {"id": "b"}
     ]
    }
    """
    parts = []
    for name, value in certificate.items():
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            lines = ",\n  ".join(json.dumps(entry) for entry in value)
            parts.append(f" {json.dumps(name)}: [\n  {lines}\n ]")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


FORMAT = "toytheory/certificate-1"
