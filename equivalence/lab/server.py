"""The server of the laboratory: one page, its two files, the gallery and two questions; on the loopback address alone.

Requests for other hosts and from other sites are refused, so that no page of the web can ask through a browser.
"""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .desk import Desk
from .gallery import gallery
from .limits import BODY, BUDGET

HOST = "127.0.0.1"
STATIC = Path(__file__).with_name("static")
FILES = {
    "/": ("index.html", "text/html"),
    "/lab.css": ("lab.css", "text/css"),
    "/lab.js": ("lab.js", "text/javascript"),
    "/editor.js": ("editor.js", "text/javascript"),
    "/palette.js": ("palette.js", "text/javascript"),
    "/answers.js": ("answers.js", "text/javascript"),
    "/sharing.js": ("sharing.js", "text/javascript"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""The page can load nothing from elsewhere, and no other page can hold it in a frame."""


def application() -> Starlette:
    """The server, with the processes that work for it: they start and end with it."""
    drawing, predicting, modes = Desk("pictures"), Desk("predictions"), Desk("modes")

    @contextlib.asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        drawing.open()
        predicting.open()
        try:
            yield
        finally:
            for desk in (drawing, predicting, modes):
                desk.close()

    async def pictures(request: Request) -> Response:
        asked = await _question(request)
        return asked if isinstance(asked, Response) else _json(await drawing.ask(*asked, time.monotonic() + BUDGET))

    async def predictions(request: Request) -> Response:
        asked = await _question(request)
        if isinstance(asked, Response):
            return asked
        until = time.monotonic() + BUDGET
        found = await predicting.ask(*asked, until)
        return _json(await modes.ask(*asked, until) if found["state"] == "elsewhere" else found)

    async def examples(request: Request) -> Response:
        return _json({"examples": gallery()})

    routes = [Route(path, _file(*file)) for path, file in FILES.items()]
    routes += [
        Route("/api/gallery", examples),
        Route("/api/pictures", pictures, methods=["POST"]),
        Route("/api/predictions", predictions, methods=["POST"]),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost", "testserver"])
    return Starlette(routes=routes, middleware=[hosts], lifespan=living)


def _file(name: str, kind: str) -> Any:
    async def send(request: Request) -> Response:
        return Response((STATIC / name).read_bytes(), media_type=kind, headers=HEADERS)

    return send


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, headers=HEADERS)


def _refused(reason: str, status: int = 400) -> Response:
    return _json({"state": "failed", "reason": reason}, status)


async def _question(request: Request) -> tuple[str, str, dict[str, float]] | Response:
    """(page, text, outcomes) of a request, or its refusal."""
    origin = request.headers.get("origin")
    if origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
        return _refused("only the page of this server may ask", 403)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _refused("ask with JSON", 415)
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY:
                return _refused(f"longer than {BODY:,} bytes", 413)
        asked = json.loads(body)
    except ClientDisconnect:
        return _refused("nobody waits for an answer")
    except (ValueError, RecursionError):
        return _refused("this is no JSON")
    if not isinstance(asked, dict):
        return _refused("ask with an object")
    page, text, outcomes = (
        asked.get(name, default) for name, default in (("page", ""), ("text", ""), ("outcomes", {}))
    )
    if not (isinstance(page, str) and len(page) <= 40 and isinstance(text, str) and isinstance(outcomes, dict)):
        return _refused('ask with {"page": a name, "text": an experiment, "outcomes": {name: value}}')
    if any(isinstance(v, bool) or not isinstance(v, int | float) or not _small(v) for v in outcomes.values()):
        return _refused("outcomes are numbers")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _refused("the text is no Unicode")
    return page, text, outcomes


def _small(value: float) -> bool:
    return abs(value) < 1e15 and math.isfinite(value)
