"""Security headers on every answer, and no posts from foreign sites.

There is no token that could expire: a browser says itself from where a request comes (Sec-Fetch-Site, else Origin,
else Referer), so an answer that waited a day in a tablet is as good as a fresh one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PUBLIC_BLUEPRINTS = frozenset({"visitor", "api"})
"""Here nothing is done in somebody's name, so a client that tells nothing about itself may post."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


def install(app: Flask) -> None:
    """Guard every request and dress every answer."""
    app.before_request(_refuse_foreign_posts)
    app.after_request(_add_headers)


def comes_from_here(incoming: Request) -> bool | None:
    """Was the request made by one of our own pages (or typed by hand)? None when the client does not tell."""
    site = incoming.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    source = incoming.headers.get("Origin") or incoming.headers.get("Referer")
    if source is None:
        return None
    try:
        return urlsplit(source).netloc == incoming.host
    except ValueError:
        return False


def _refuse_foreign_posts() -> None:
    if request.method in SAFE_METHODS or request.routing_exception is not None:
        return  # nothing will be done, so there is nothing to guard
    from_here = comes_from_here(request)
    if from_here is None:
        from_here = request.blueprint in PUBLIC_BLUEPRINTS
    if not from_here:
        abort(403)


def _add_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)
    return response
