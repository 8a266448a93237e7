"""Document -> HTML -> PDF. Everything goes in as values and comes out as bytes, so that another process can do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedback_app.presentation import charts
from feedback_app.reporting import textsafe
from feedback_app.reporting.content import Attachment
from feedback_app.reporting.document import Document
from feedback_app.reporting.tagging import Finisher, claim_accessibility

PACKAGE = Path(__file__).parent.parent
ROOTS = (PACKAGE, PACKAGE.parent)
"""Where templates/ and reports/ lie: inside the package of a wheel, beside it in the repository."""

STYLES = {
    "app:results.css": PACKAGE / "web" / "static" / "css" / "results.css",
    "app:print.css": Path("reports") / "print.css",
    "app:sheet.css": Path("reports") / "sheet.css",
}
"""All that a page may ask for while it is laid out."""

TEMPLATES = (
    Path("reports") / "visit.html",
    Path("templates") / "components" / "results.html",
    Path("templates") / "components" / "chart.html",
)

BASE = "app:"


def pdf(document: Document) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1 in one file, with its numbers attached.

    The same document gives the same bytes on machines with the same fonts and libraries.
    """
    return to_pdf(html(document), document.attachment, document.made)


def html(document: Document) -> str:
    """The document as the page that is printed."""
    return page("visit.html", document=document, made=document.made.isoformat())


def page(name: str, **values: object) -> str:
    """A print template filled in. Texts lose what the fonts cannot show."""
    return _environment().get_template(name).render(values)


def to_pdf(source: str, attachment: Attachment | None = None, made: date | None = None) -> bytes:
    """Print a page. An attachment needs a date: an undated one would make every file different."""
    # Imported here: it takes half a second and 60 MB, which no process should pay that never renders.
    from weasyprint import HTML  # noqa: PLC0415

    finisher = Finisher()
    with finisher.watching():
        rendered = HTML(string=source, base_url=BASE, url_fetcher=fetcher()).render()
        claim_accessibility(rendered.metadata)
        written: bytes = rendered.write_pdf(
            pdf_variant="pdf/a-3a",
            finisher=finisher.finish,
            attachments=[_attached(attachment, made)] if attachment and made else None,
        )
    return written


@cache
def edition() -> str:
    """SHA-256 over all that decides how a document is drawn, apart from fonts: templates, styles and the library."""
    drawn_by = [*STYLES.values(), *TEMPLATES]
    parts = [version("weasyprint").encode(), *(_file(path).read_bytes() for path in drawn_by)]
    return sha256(b"\0".join(parts)).hexdigest()


def fetcher() -> Any:
    """A fetcher that hands out our own style sheets and refuses everything else, whatever the scheme."""
    # Imported here for the reason given in `to_pdf`.
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # the library is untyped
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url not in STYLES:
                raise ValueError(f"A report may not read {url}")
            return URLFetcherResponse(url, _file(STYLES[url]).read_bytes(), {"Content-Type": "text/css"})

    return OwnFiles()


def _attached(attachment: Attachment, made: date) -> Any:
    # Imported here for the reason given in `to_pdf`.
    from weasyprint import Attachment as Embedded  # noqa: PLC0415

    moment = datetime.combine(made, time(), UTC)
    return Embedded(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        created=moment,
        modified=moment,
        relationship="Data",
    )


def _file(path: Path) -> Path:
    return next(root / path for root in ROOTS if (root / path).exists())


@cache
def _environment() -> Environment:
    folders = [root / folder for root in ROOTS for folder in ("templates", "reports")]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=textsafe.finalize,
    )
    charts.install(environment)
    return environment
