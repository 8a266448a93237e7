"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, request

YEAR_SECONDS = 31_536_000
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class StaticFiles:
    """Every file below a folder, read once, plain and compressed."""

    def __init__(self, folder: str | Path) -> None:
        root = Path(folder)
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        self._plain = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
        self._packed = {name: gzip.compress(content, mtime=0) for name, content in self._plain.items()}
        together = hashlib.sha256()
        for name, content in self._plain.items():
            together.update(f"{name}\0{len(content)}\0".encode() + content)
        self.digest = together.hexdigest()[:16]

    def url(self, name: str) -> str:
        """The address of a file; a name that does not exist is a mistake of the template."""
        if name not in self._plain:
            message = f"There is no static file {name!r}"
            raise LookupError(message)
        return f"/static/{self.digest}/{name}"

    def serve(self, app: Flask) -> None:
        """Answer below /static."""
        app.add_url_rule("/static/<digest>/<path:name>", "static", self._answer)

    def _answer(self, digest: str, name: str) -> Response:
        # A page of the version before may still ask with its digest; it gets today's file, but may not keep it.
        if name not in self._plain:
            abort(404)
        packed = request.accept_encodings.quality("gzip") > 0 and len(self._packed[name]) < len(self._plain[name])
        response = Response(self._packed[name] if packed else self._plain[name])
        response.content_type = _content_type(name)
        response.headers["Vary"] = "Accept-Encoding"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        current = digest == self.digest
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable" if current else "no-cache"
        return response


def _content_type(name: str) -> str:
    return TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
