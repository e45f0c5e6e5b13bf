"""Formulas as MathML, made when the site is built: no script and no font has to be fetched to read them."""

from __future__ import annotations

from typing import Any, Literal

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from equivalence.report.printed import mathml, tidy


def made(formula: str, display: Literal["inline", "block"]) -> str:
    """A formula that cannot be shown fails the build."""
    found = mathml(tidy(formula), display)
    if found is None:
        raise ExtensionError(f"no MathML can be made of {formula!r}")
    return found


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(made(node.astext(), "inline"))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula">{made(node.astext(), "block")}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer under the name that `html_math_renderer` asks for."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    app.connect("config-inited", lambda app, config: setattr(config, "html_math_renderer", "mathml"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
