"""Reading rules of the checkers: what a file must be, which identities it must list, and how the answer is told.

The checkers load this file from their own folder; copy it with them. Standard library only, no import from the
project. A file may be hostile: its size, its integers and its lists are bounded, the bounds keep time and memory
small, and whatever it holds, the answer is one line of printable ASCII and an exit code.
"""

import json
import os
import re
import sys

FORMAT = "toytheory/certificate-1"
LARGEST_FILE = 4 * 2**20  # nested objects take 40 bytes of memory for each of these
LONGEST_INTEGER = 40  # digits
LONGEST_LIST = 64  # entries, where the specification does not give the length

PLAIN_TEXT = re.compile(r"[A-Za-z0-9._+-]{1,40}")
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./\\+@%=,~-]+")
REFUTED = ("false", "incomplete", "scope")


class Refused(Exception):
    """Why a file is not accepted: a reason code, a sentence in printable ASCII, and the exit code."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {printable(text)}")
        self.code = code
        self.exit = 1 if code in REFUTED else 2


def printable(text):
    """The text with every other character escaped, so that it stays on its line."""
    return "".join(c if " " <= c <= "~" else ascii(c)[1:-1] for c in text[:300])


def shown(value):
    """A value of a file in a few words; texts only where they cannot be taken for a part of the answer."""
    if isinstance(value, str):
        return f"'{value}'" if PLAIN_TEXT.fullmatch(value) else f"({len(value)} characters)"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else json.dumps(value)  # null, true, false, a short integer


# From bytes to values: no floats, no duplicate fields, no long integers.


def no_duplicates(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set()
        for name, _ in pairs:
            if name in seen:
                raise Refused("duplicate-field", f"the field {shown(name)} stands twice in one object")
            seen.add(name)
    return found


def no_float(text):
    raise Refused("float", f"{shown(text)} is not an integer: certificates hold integers only")


def short_integer(text):
    if len(text) > LONGEST_INTEGER:
        raise Refused("too-large", f"an integer of more than {LONGEST_INTEGER} digits")
    return int(text)


def read(path):
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise Refused("unreadable", getattr(error, "strerror", None) or "no such name of a file") from None
    if len(raw) > LARGEST_FILE:
        raise Refused("too-large", f"more than {LARGEST_FILE} bytes")
    hooks = {"parse_int": short_integer, "parse_float": no_float, "parse_constant": no_float}
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=no_duplicates, **hooks)
    except RecursionError:
        raise Refused("not-json", "nested too deeply") from None
    except ValueError as error:
        raise Refused("not-json", str(error)) from None


# From values to fields: nothing of another type, nothing unknown.


def fields(thing, names, where):
    """The values of exactly these fields of an object."""
    if not isinstance(thing, dict):
        raise Refused("type", f"{where} is not an object")
    for name in names:
        if name not in thing:
            raise Refused("missing-field", f"{where} has no field {shown(name)}")
    for name in thing:
        if name not in names:
            raise Refused("unknown-field", f"{where} has an unknown field {shown(name)}")
    return [thing[name] for name in names]


def integer(value, where):
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("type", f"{where} is not an integer")
    return value


def listed(value, where, length=None):
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise Refused("type", f"{where} is not a list" + ("" if length is None else f" of {length} entries"))
    if length is None and len(value) > LONGEST_LIST:
        raise Refused("too-large", f"{where} has more than {LONGEST_LIST} entries")
    return value


def integers(value, where, length=None):
    return [integer(entry, where) for entry in listed(value, where, length)]


def table(value, where, rows, columns):
    return [integers(row, where, columns) for row in listed(value, where, rows)]


def check_list(identities, needed, context):
    """The identities are those needed, each once, in order, and each is true.

    `needed` has an (id, fields, check) for each, with check(context, values of the fields).
    """
    if not isinstance(identities, list):
        raise Refused("type", "identities is not a list")
    needed, seen = list(needed), set()
    order = [name for name, _, _ in needed]
    known = set(order)
    ids = [item.get("id") if isinstance(item, dict) else None for item in identities]
    for name in ids:
        if not isinstance(name, str) or name not in known:
            raise Refused("unknown-identity", f"{shown(name)} is no identity of this theorem")
        if name in seen:
            raise Refused("duplicate-identity", f"{name} stands twice")
        seen.add(name)
    missing = [name for name in order if name not in seen]
    if missing:
        raise Refused("incomplete", f"the theorem needs {missing[0]} ({len(missing)} missing)")
    if ids != order:
        raise Refused("order", "the identities are not in the order of the specification")
    given = [fields(item, ["id", *names], f"identity {name}")[1:] for item, (name, names, _) in zip(identities, needed)]
    for values, (name, _, check) in zip(given, needed):
        if not check(context, values):
            raise Refused("false", f"identity {name}: recomputed from the definitions, it does not hold")


# From files to answers.


def proved(path, kinds):
    """The theorem that a file proves, in words; Refused where it proves none."""
    try:
        certificate = read(path)
        if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
            raise Refused("version", f"the format is not {FORMAT}")
        kind = certificate.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            raise Refused("kind", f"this program does not check the kind {shown(kind)}")
        return kinds[kind](certificate)
    except Refused:
        raise
    except MemoryError:
        raise Refused("too-large", "it does not fit into memory") from None
    except Exception as error:  # never an answer by accident, and never the end of the remaining files
        raise Refused("fault", f"{type(error).__name__} in the checker, which is a fault of the checker") from error


def answer(paths, kinds, program):
    """Prints one line for each file; the largest exit code."""
    if not paths:
        print(f"usage: python {program} FILE...", file=sys.stderr)
        return 2
    worst = 0
    for path in paths:
        try:
            text = f"proved: {proved(path, kinds)}"
        except Refused as refused:
            text = f"{'refuted' if refused.exit == 1 else 'not a certificate'}: {refused}"
            worst = max(worst, refused.exit)
        say(f"{path if PLAIN_PATH.fullmatch(path) else ascii(path)}: {text}")
    return worst


def say(line):
    try:
        print(line, flush=True)
    except OSError as error:  # the exit code still tells
        if not isinstance(error, BrokenPipeError):
            print(f"cannot write the answer: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
