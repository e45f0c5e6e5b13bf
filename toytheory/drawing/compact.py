"""SVG as Matplotlib writes it, with the same shapes in a third of the bytes."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

_NUMBER = r"(-?[\d.]+)"
_RECTANGLE = re.compile(
    rf"M {_NUMBER} {_NUMBER} ?\nL {_NUMBER} \2 ?\nL \3 {_NUMBER} ?\nL \1 \4 ?\nL \1 \2 ?\nz ?\n?|"
    rf"M {_NUMBER} {_NUMBER} ?\nL {_NUMBER} \6 ?\nL \7 {_NUMBER} ?\nL \5 \8 ?\nz ?\n?"
)
_LINE = re.compile(rf"M {_NUMBER} {_NUMBER} ?\nL {_NUMBER} {_NUMBER} ?\n?(?![LQCz])")
_PATH = re.compile(r' d="([^"]*)"')
_STYLE = re.compile(r' style="([^"]*)"')
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_TURNED = re.compile(r' transform="rotate\(-0 [^"]*\)"')
_WRAPPED = re.compile(r'<g id="(?:text|patch)_\d+">(<text[^>]*>[^<]*</text>|<path[^>]*/>)</g>')
_BETWEEN = re.compile(r">\s*\n\s*<")


def compact(svg: str) -> str:
    r"""The same picture: styles become classes, rectangles and lines short paths; comments and blanks are left out.

    A class is named after what it says, so that pictures on one page do not restyle each other.

    >>> compact('<svg><path d="M 1 2 \nL 4 2 \nL 4 6 \nL 1 6 \nL 1 2 \nz\n" style="fill: none"/></svg>')
    '<svg><style>.cbde5f{fill:none}</style><path d="M1 2h3v4h-3z" class="cbde5f"/></svg>'
    """
    styles: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        rules = re.sub(r"([:;,]) ", r"\1", found[1].replace("&quot;", '"'))
        name = "c" + hashlib.sha256(rules.encode()).hexdigest()[:5]
        styles[name] = rules
        return f' class="{name}"'

    text = _TURNED.sub("", _COMMENT.sub("", svg))
    text = _PATH.sub(lambda found: f' d="{_shorter(found[1])}"', text)
    text = _BETWEEN.sub("><", _STYLE.sub(named, text))
    text = _WRAPPED.sub(r"\1", text)
    rules = "".join(f".{name}{{{rule}}}" for name, rule in sorted(styles.items()))
    end = text.index(">", text.index("<svg")) + 1
    return f"{text[:end]}<style>{rules}</style>{text[end:]}" if styles else text


def _shorter(path: str) -> str:
    """Rectangles and straight lines in their short forms; whatever else as it is, on one line."""
    path = _RECTANGLE.sub(_rectangle, path)
    path = _LINE.sub(_line, path)
    return re.sub(r" ?\n", " ", path).strip()


def _rectangle(found: re.Match[str]) -> str:
    left, near, right, far = (found[i] if found[1] else found[i + 4] for i in range(1, 5))
    wide, high = Decimal(right) - Decimal(left), Decimal(far) - Decimal(near)
    return f"M{left} {near}h{wide:f}v{high:f}h{-wide:f}z"


def _line(found: re.Match[str]) -> str:
    x, y, to_x, to_y = found.groups()
    if y == to_y:
        return f"M{x} {y}H{to_x}"
    return f"M{x} {y}V{to_y}" if x == to_x else f"M{x} {y}L{to_x} {to_y}"
