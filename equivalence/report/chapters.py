"""The chapters of the HTML report: the talk's own order, with the claims that belong to each and a picture or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .audit import Row, rows


@dataclass(frozen=True)
class Chapter:
    """A stretch of the talk.

    Attributes
    ----------
    slug : its anchor.
    title, about : in words.
    first : key of the entry of the audit that it begins with; "" for what the talk does not have.
    groups : beginnings of the ids of claims that belong here.
    pictures : names of pictures of the talk.
    """

    slug: str
    title: str
    about: str
    first: str
    groups: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


CHAPTERS = (
    Chapter(
        "idea",
        "A classical theory with a statistical restriction",
        "Take a classical theory and forbid some states of knowledge. How much of quantum theory is left?",
        "restriction",
        ("phenomena.",),
        ("teleportation-trits",),
    ),
    Chapter(
        "known-together",
        "What can be known together",
        "Variables commute or not, as functions on phase space; what commutes may be known, and no more.",
        "measurable",
        (),
        ("correlated-trits",),
    ),
    Chapter(
        "maps-and-measurements",
        "What may be done and measured",
        "Maps that keep the brackets, and measurements that disturb what does not commute with them.",
        "transformations",
        ("toy.",),
        ("trit-fourier", "disturbance"),
    ),
    Chapter(
        "catalogues",
        "All states of modes, trits and bits",
        "The restricted theories, written out.",
        "liouville-states",
        (),
        ("trit-states", "bit-states"),
    ),
    Chapter(
        "equivalence",
        "The same predictions as a part of quantum theory",
        "Modes with known quadratures, and trits, predict what quadrature and stabilizer quantum mechanics predict.",
        "wigner-representation",
        ("trits.", "dits.", "liouville."),
    ),
    Chapter(
        "bits",
        "Bits are not qubits",
        "As many states, the same uncertainties, and yet no relabelling makes the predictions equal.",
        "qubit-grid",
        ("bits.", "nogo."),
        ("two-bits-correlated",),
    ),
    Chapter(
        "knowledge-balance",
        "Knowledge balance against classical complementarity",
        "Two principles that agree on bits and part ways on trits.",
        "contrast",
        ("restrictions.",),
        ("forbidden-by-locality",),
    ),
    Chapter(
        "beyond",
        "Beyond the restriction",
        "What is missing for all of quantum theory, and where it becomes negative.",
        "beyond-discrete",
        ("beyond.",),
    ),
    Chapter(
        "uncertainty",
        "The classical uncertainty principle",
        "Liouville mechanics with bounded covariance is Gaussian quantum mechanics.",
        "covariance-matrix",
        ("gaussian.",),
    ),
    Chapter(
        "supplement",
        "Supplementary slides",
        "The tables of correlations, and the catalogues of pairs in full.",
        "bell-table",
        ("talk.",),
        ("two-trits-correlated",),
    ),
)

OTHERS = Chapter("others", "Other claims", "Claims that are not the talk's.", "")


@dataclass(frozen=True)
class Told:
    """What a chapter shows of a run.

    Attributes
    ----------
    verdicts : of claims of the project that carry it.
    statements : of the talk, each with those that say it again.
    """

    chapter: Chapter
    verdicts: tuple[Verdict, ...]
    statements: tuple[tuple[Row, tuple[Row, ...]], ...]


def chapters(report: Report) -> list[Told]:
    """The chapters that have something in this run, in the talk's order; every claim is in exactly one."""
    audited = any(verdict.claim.id.startswith("talk.") for verdict in report.verdicts)
    found = rows(report) if audited else []
    shown = {row.entry.id for row in found}
    told = []
    left = [verdict for verdict in report.verdicts if verdict.claim.id not in shown]
    for chapter, of_talk in zip(CHAPTERS, _stretches(found), strict=True):
        mine = tuple(v for v in left if v.claim.id.startswith(chapter.groups)) if chapter.groups else ()
        told.append(Told(chapter, mine, _folded(of_talk)))
    others = tuple(v for v in left if not any(v.claim.id.startswith(c.groups) for c in CHAPTERS if c.groups))
    told.append(Told(OTHERS, others, ()))
    return [each for each in told if each.verdicts or each.statements]


def _stretches(found: Sequence[Row]) -> list[list[Row]]:
    """The statements of each chapter."""
    begins = {chapter.first: number for number, chapter in enumerate(CHAPTERS)}
    stretches: list[list[Row]] = [[] for _ in CHAPTERS]
    number = 0
    for row in found:
        number = begins.get(row.entry.key, number)
        stretches[number].append(row)
    return stretches


def _folded(found: Sequence[Row]) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
    """Each statement with those that say it again; a claim that is said again under a key that ends so."""
    keys = {row.entry.key for row in found}
    first = {row.entry.key: row.entry.key.removesuffix("-again") for row in found}
    again = {key: name for key, name in first.items() if name != key and name in keys}
    return tuple(
        (row, tuple(other for other in found if again.get(other.entry.key) == row.entry.key))
        for row in found
        if row.entry.key not in again
    )


@lru_cache(maxsize=32)
def picture(name: str) -> tuple[str, int, str]:
    """(SVG, its width in pixels, caption) of a picture of the talk."""
    from equivalence.figures import FIGURES
    from toytheory.drawing.layout import lay_out
    from toytheory.drawing.vector import PIXELS, scene_svg

    found = next(each for each in FIGURES if each.name == name)
    scene = lay_out(found.page())
    return scene_svg(scene, found.caption), round(scene.width * PIXELS), found.caption
