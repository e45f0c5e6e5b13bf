"""The HTML report of `conform`: one self-contained page, a coloured table and the faults."""

from __future__ import annotations

from equivalence.engine.events import Report

from .record import MEANS, backend_of, backends_of, conform_record, feature_of, result_of


def render(report: Report, seconds: bool = True) -> str:
    """The report as a page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("equivalence.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found = {(backend_of(v), feature_of(v)): v for v in report.verdicts}
    names = backends_of(report)
    features = dict.fromkeys(feature_of(verdict) for verdict in report.verdicts)
    rows = []
    for feature in features:
        own = [found.get((name, feature)) for name in names]
        cells = [(result_of(verdict), verdict.cases) if verdict else ("", 0) for verdict in own]
        rows.append((feature, next(verdict.claim.title for verdict in own if verdict), cells))
    template = environment.get_template("conform.html.j2")
    return template.render(names=names, rows=rows, means=MEANS, record=conform_record(report, seconds))
