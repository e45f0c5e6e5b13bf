"""Hostile requests to the laboratory, over real connections: `python tests/helpers/lab_hostile.py 10000` sends many.

Bytes that are no HTTP, bodies that are no question, texts that are no experiment, experiments too large, too deep or
too long, questions that take each other's place, connections that are dropped. Whatever is sent, an answer comes
within two seconds, and nothing works on afterwards. What took longer is asked again alone, by processor time: the
machine may be busy with other things.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from places import ROOT

COMMAND = [sys.executable, "-c", "from equivalence.cli import main; main()", "lab", "--no-browser", "--port", "0"]
LIMIT = 2.0
"""Seconds."""

NOISY = "noise X1, P1 by 0,0: 1/2, 1,1: 1/2\nsum 1 2\nfourier 1\n"
SQUEEZED = "two-mode-squeeze 1 2 by 3\nrotate 1 by 0.3\n"

TOGETHER = 6
"""Requests at a time."""

WORDS = """system 1 2 9999 bits trits modes dits d=5 prepare X1 P1 X2 = , + - measure as a b repeat end when
noise by 0: 1/2 ( ) fourier sum condition discard squeeze 1e308 random let otherwise detector
observable report flip displace swap vacuum gaussian means covariance ; rotate loss heterodyne
homodyne multiply phase 10^99 1/0 0x1 … ψ a[0] X0 P-1""".split()


@dataclass(frozen=True)
class Request:
    """What is sent: a kind, the bytes, and whether the connection is dropped without listening."""

    kind: str
    content: bytes
    dropped: bool = False


def post(body: bytes, question: str, kind: str = "application/json") -> bytes:
    head = f"POST /api/{question} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def experiments() -> list[str]:
    return [path.read_text() for path in sorted((ROOT / "examples").rglob("*.toy"))]


def salad(rng: random.Random) -> str:
    head = rng.choice(["", "system 2 bits\n", "system 1 trit\n", "system 2 modes\n", "system 3 dits d=5\n"])
    return head + " ".join(rng.choice(["\n", *WORDS]) for _ in range(rng.randrange(200)))


def noise(rng: random.Random) -> str:
    return "".join(chr(rng.choice([9, 10, 32, rng.randrange(1, 127), rng.randrange(0xA0, 0xD800)])) for _ in range(300))


def mutated(rng: random.Random, texts: list[str]) -> str:
    lines = rng.choice(texts).splitlines()
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(lines))
        how = rng.randrange(4)
        if how == 0:
            lines.insert(at, rng.choice(rng.choice(texts).splitlines() or [""]))
        elif how == 1 and len(lines) > 1:
            del lines[at]
        elif how == 2:
            lines[at] = re.sub(r"\d+", lambda _: str(rng.choice([0, 1, 7, 63, 10**6, 10**30])), lines[at], count=1)
        else:
            lines[at : at + 1] = [lines[at]] * rng.randrange(1, 60)
    return "\n".join(lines) + "\n"


def large(rng: random.Random) -> str:
    """Valid or nearly so, and more than can be answered."""
    n, d = rng.choice([2, 3, 9, 40, 300, 5000]), rng.choice([2, 3, 4, 5, 7, 9, 15, 97, 10**9 + 7])
    names = ", ".join(f"X{k}" for k in range(1, min(n, 400) + 1))
    depth = rng.choice([3, 60, 900])
    return rng.choice(
        [
            f"system {n} dits d={d}\nmeasure {names}\n",
            f"system {n} dits d={d}\n"
            + "noise X1, P1 by 0,0: 1/2, 1,1: 1/2\nsum 1 2\nfourier 1\n" * 13
            + "measure X1 as a",
            f"system 2 dits d={d}\n" + "repeat 1000\n" * depth + "fourier 1\n" + "end\n" * depth,
            "system 1 bit\n" + "random a\nwhen a = 1\n" * depth + "fourier 1\n" + "end\n" * depth,
            f"system {n} modes\nprepare vacuum 1..{n}\n" + SQUEEZED * 30 + "measure X1",
            f"system 2 modes\nprepare vacuum 1, 2\nsqueeze 1 by {rng.choice([1e9, 700, -30, 1e-300])}\nmeasure X1 as a",
            f"system 2 trits\nprepare {' + '.join(['X1'] * 4000)} = 0",
            f"system 2 trits\nprepare {'-' * 5000}X1 = {'9' * 5000}",
            "system 12 bits\n"
            + "".join(f"random r{k}\n" for k in range(12))
            + f"measure {', '.join(f'X{k}' for k in range(1, 13))}",
            "system 1 trit\n" + "# a line\n" * 2200,
        ]
    )


def outcomes(rng: random.Random) -> object:
    some = {rng.choice(["a", "b", "m1", "x" * 100, ""]): rng.choice([0, 1, 2, -1, 10**14, 0.5]) for _ in range(3)}
    return rng.choice(
        [{}, {}, {}, {}, {}, {}, {}, {}, some, {str(k): 1 for k in range(500)}, [], None, {"a": "1"}, {"a": 1e308}]
    )


def bodies(rng: random.Random) -> bytes:
    """Nearly a question."""
    whole = json.dumps({"page": "p", "text": "system 1 trit\nmeasure X as a", "outcomes": {"a": 1}}).encode()
    return rng.choice(
        [
            whole[: rng.randrange(len(whole))], b"[" * 90_000, b'{"a":' * 15_000, b"\xff\xfe" + whole, b"", b"null",
            b"1e999", b'{"page": "' + b"x" * 50 + b'"}', b'{"text": "\\ud800"}', b'{"outcomes": {"a": NaN}}',
            b" " * 200_000, b'"' + b"a" * 150_000 + b'"', bytes(rng.randrange(256) for _ in range(400)),
        ]
    )  # fmt: skip


def no_http(rng: random.Random) -> bytes:
    return rng.choice(
        [
            bytes(rng.randrange(256) for _ in range(200)), b"GET / HTTP/9.9\r\n\r\n",
            b"POST /api/pictures HTTP/1.1\r\n\r\n",
            b"GET /" + b"../" * 50 + b"etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            post(b"{}", "pictures").replace(b"Length: 2", b"Length: -2"), post(b"{}", "pictures", "text/plain"),
            post(b"{}", "nothing"), post(b"{}", "pictures").replace(b"POST", b"DELETE"),
            b"GET /api/gallery HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        ]
    )  # fmt: skip


def requests(count: int, seed: int) -> Iterator[Request]:
    """The same for the same seed."""
    rng, texts = random.Random(seed), experiments()
    makers = {
        "salad": lambda: salad(rng), "noise": lambda: noise(rng), "mutated": lambda: mutated(rng, texts),
        "large": lambda: large(rng),
    }  # fmt: skip
    kinds = ["salad"] * 4 + ["noise"] * 2 + ["mutated"] * 6 + ["large"] + ["body"] * 3 + ["no-http"] * 2 + ["dropped"]
    for _ in range(count):
        kind = rng.choice(kinds)
        question = rng.choice(["pictures", "predictions"])
        if kind == "body":
            yield Request(kind, post(bodies(rng), question))
        elif kind == "no-http":
            yield Request(kind, no_http(rng))
        else:
            page = rng.choice(["one", "two", "three", str(rng.random())])  # one's questions take each other's place
            text = makers.get(kind, makers["mutated"])()
            body = json.dumps({"page": page, "text": text, "outcomes": outcomes(rng)}).encode()
            content = post(body, question)
            dropped = kind == "dropped"
            yield Request(kind, content[: rng.randrange(1, len(content) + 1)] if dropped else content, dropped)


@dataclass
class Found:
    """What came of it.

    Attributes
    ----------
    states : how often each kind was answered in each way.
    slowest : seconds and the request.
    slow : those above the limit.
    """

    states: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, Request] = (0.0, Request("", b""))
    slow: list[tuple[float, Request]] = field(default_factory=list)


async def ask(port: int, request: Request) -> tuple[float, str]:
    """Seconds until the answer is there, and its state: of the JSON, or of HTTP."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.monotonic()
    answer = b""
    with contextlib.suppress(ConnectionError):
        writer.write(request.content)
        await writer.drain()
        if not request.dropped:
            if request.kind == "no-http":
                writer.write_eof()
            answer = await asyncio.wait_for(reader.read(), 60)
    took = time.monotonic() - start
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    if request.dropped:
        return 0.0, "dropped"
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.partition(b" ")[2][:3].decode() or "closed"
    try:
        return took, f"{status} {json.loads(body).get('state', '')}".strip()
    except (ValueError, AttributeError):
        return took, status


async def attack(port: int, many: Iterator[Request], told: bool = False) -> Found:
    """Send all, several at a time."""
    found = Found()
    number = 0

    async def sender() -> None:
        nonlocal number
        for request in many:
            took, state = await ask(port, request)
            found.states[f"{request.kind}: {state}"] += 1
            found.slowest = max(found.slowest, (took, request), key=lambda pair: pair[0])
            if took > LIMIT:
                found.slow.append((took, request))
            number += 1
            if told and number % 500 == 0:
                print(f"{number} sent, slowest {found.slowest[0]:.2f} s, {len(found.slow)} slow", flush=True)

    await asyncio.gather(*(sender() for _ in range(TOGETHER)))
    return found


class Laboratory:
    """`toytheory lab` in a process of its own, for a `with` statement."""

    def __enter__(self) -> Laboratory:
        self.process = subprocess.Popen(COMMAND, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        self.port = int(re.search(r":(\d+)/", self.process.stderr.readline())[1])
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.code = self.process.wait(60)
        self.process.stderr.close()

    def processes(self) -> list[int]:
        """It and all that it started, by /proc."""
        children: dict[int, list[int]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(path.parent.name))
        found, todo = [], [self.process.pid]
        while todo:
            found.append(todo[0])
            todo += children.get(todo.pop(0), [])
        return found

    def worked(self) -> float:
        """Seconds of processor time of all that runs now."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def runs(self) -> bool:
        """Whether any of it runs now, or would if the machine let it."""
        for pid in self.processes():
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R":
                    return True
        return False

    def rests(self, patience: float = 120.0) -> bool:
        """Whether it comes to rest: a second with no more than a tenth of it worked, and nothing running after it."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            before, running = self.worked(), self.processes()
            time.sleep(1.0)
            if self.processes() == running and self.worked() - before <= 0.1 and not self.runs():
                return True
        return False

    def answers(self) -> bool:
        """Whether both questions are answered in two minutes, once what it needs is loaded.

        On a machine that stands still for a second one answer may fail by the limit of time.
        """
        body = b'{"page": "last", "text": "system 1 trit\\nprepare X = 1\\nmeasure P as a"}'
        for question in ("pictures", "predictions"):
            states: Counter[str] = Counter()
            while not states["200 done"] and states.total() < 600:
                _, state = asyncio.run(ask(self.port, Request("well", post(body, question))))
                states[state] += 1
                time.sleep(0 if state == "200 done" else 0.2)
            if not states["200 done"]:
                print(f"{question} were answered {dict(states)}")
                return False
        return True


def alone(laboratory: Laboratory, request: Request) -> tuple[float, float]:
    """The same again, with nothing else asked: seconds on the clock, and of processor time."""
    laboratory.answers()
    laboratory.rests()
    before = laboratory.worked()
    took, _ = asyncio.run(ask(laboratory.port, request))
    return took, laboratory.worked() - before


def main(count: int, seed: int = 0) -> int:
    """Send many and tell the numbers; exit code 1 where one was slow alone, or something works on."""
    with Laboratory() as laboratory:
        assert laboratory.answers()
        found = asyncio.run(attack(laboratory.port, requests(count, seed), told=True))
        rests, well = laboratory.rests(), laboratory.answers()
        again = [(took, *alone(laboratory, request), request.kind) for took, request in found.slow]
    for name, times in sorted(found.states.items()):
        print(f"{times:6}  {name}")
    print(f"slowest: {found.slowest[0]:.2f} s ({found.slowest[1].kind}); {len(found.slow)} above {LIMIT:g} s")
    for took, clock, worked, kind in again:
        print(f"  {kind}: {took:.2f} s; alone {clock:.2f} s, {worked:.2f} s of processor time")
    print(f"at rest afterwards: {rests}; answers as before: {well}; exit code {laboratory.code}")
    slow = [worked for _, clock, worked, _ in again if min(clock, worked) > LIMIT]
    return int(bool(slow) or not rests or not well)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
