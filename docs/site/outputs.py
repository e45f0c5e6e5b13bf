"""What the notebooks print is recorded beside them; a build whose outputs are others fails.

`UPDATE_DOCS=1 make docs` writes the record anew. Pictures are recorded by their titles and a digest of all they show.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

RECORD = Path(__file__).parent / "outputs.json"
SECONDS = re.compile(r"\b\d+\.\d s\b|0x[0-9a-f]{6,}|, \d+(?:\.\d+)? seconds")


def told(output: Any) -> str:
    """An output as text: streams, results and errors; of a picture its title."""
    if output.output_type == "stream":
        return SECONDS.sub("*", output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    svg = output.data.get("image/svg+xml", "")
    titled = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
    digest = hashlib.sha256(svg.encode()).hexdigest()[:12]
    return (
        f"picture {digest}: {titled[1] if titled else ''}"
        if svg
        else SECONDS.sub("*", output.data.get("text/plain", ""))
    )


def outputs(folder: Path) -> dict[str, list[str]]:
    """Of every executed notebook, the output of each cell that has one."""
    found = {}
    for path in sorted(folder.rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        name = str(path.relative_to(folder).with_suffix(""))
        code = [cell for cell in cells if cell.cell_type == "code"]
        found[name] = ["".join(told(output) for output in cell.outputs).strip() for cell in code]
    return found


def compare(app: Sphinx, error: Exception | None) -> None:
    """Fail where an output is not the recorded one."""
    if error is not None or app.builder.name != "html":
        return
    now = outputs(Path(app.outdir).parent / "jupyter_execute")
    if os.environ.get("UPDATE_DOCS"):
        RECORD.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
        return
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    changed = []
    for page in sorted({*now, *recorded}):
        new, old = now.get(page, []), recorded.get(page, [])
        for i in range(max(len(new), len(old))):
            found, wanted = ([*cells, *["nothing"] * (i + 1)][i] for cells in (new, old))
            if found != wanted:
                changed.append(f"{page}, cell {i + 1}: {found!r} instead of {wanted!r}")
    if changed:
        listed = "\n  ".join(changed)
        raise ExtensionError(f"outputs of notebooks have changed (UPDATE_DOCS=1 make docs records them):\n  {listed}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Compare when the build is over."""
    app.connect("build-finished", compare, priority=900)  # behind what the theme writes at the end
    return {"parallel_read_safe": True, "parallel_write_safe": True}
