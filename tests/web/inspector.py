"""A test client that looks at every page it is given, so that no page can be wrong where nobody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from tinyhtml5.parser import HTMLParser
from werkzeug.test import TestResponse

LABELLED = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "form")
LANGUAGES = {"nb", "nn", "en"}
ERROR_WORDS = ("Feil:", "Error:")


class InspectingClient(FlaskClient):
    """Fails the test that fetches a page with a fault."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request, and look at the page that comes back."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.headers.get("Content-Encoding") is None:
            found = list(faults(response.get_data(as_text=True)))
            if "Content-Security-Policy" not in response.headers:
                found.append("no content security policy")
            if response.data and not 300 <= response.status_code < 400:
                assert not found, f"{response.request.path}: {found}"
        return response


def faults(html: str) -> Iterator[str]:
    """Everything that is wrong with a page."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    for position, code, _ in parser.errors:
        yield f"not HTML at {position}: {code}"
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    yield from _head(root, elements)
    yield from _ids(elements)
    yield from _labels(elements)
    yield from _inline(elements)
    yield from _foreign(elements)


def words(element: Element) -> str:
    """The text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _head(root: Element, elements: list[Element]) -> Iterator[str]:
    if root.get("lang") not in LANGUAGES:
        yield f"lang is {root.get('lang')!r}"
    headings = [words(element) for element in elements if element.tag == "h1"]
    titles = [words(element) for element in elements if element.tag == "title"]
    if len(headings) != 1 or len(titles) != 1:
        yield f"{len(headings)} h1 and {len(titles)} titles"
        return
    title = titles[0]
    says_error = title.startswith(ERROR_WORDS)
    shows_error = any(element.get("id") == "summary" for element in elements)
    if says_error != shows_error:
        yield f"the title {title!r} does not agree with the page about errors"
    for word in ERROR_WORDS:
        title = title.removeprefix(word).strip()
    if not headings[0] or not title.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the heading {headings[0]!r}"
    if sum(element.tag == "main" for element in elements) != 1:
        yield "not exactly one main"


def _ids(elements: list[Element]) -> Iterator[str]:
    counted = Counter(element.get("id") for element in elements if element.get("id") is not None)
    for name, times in counted.items():
        if times > 1 or not name or " " in name:
            yield f"id {name!r} {times} times"
    for element in elements:
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in counted:
                    yield f"{element.tag} {attribute} points at {name!r}, which is not there"


def _labels(elements: list[Element]) -> Iterator[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    inside = {id(child) for element in elements if element.tag == "label" for child in element.iter()}
    for element in elements:
        if element.tag not in LABELLED or element.get("type") in NEEDS_NO_LABEL:
            continue
        if element.get("id") not in labelled and id(element) not in inside and not element.get("aria-label"):
            yield f"{element.tag} {element.get('name')!r} has no label"
    for element in elements:
        if element.tag == "fieldset" and not any(child.tag == "legend" and words(child) for child in element):
            yield "a fieldset has no legend"
        if element.tag in ("a", "button") and not (words(element) or element.get("aria-label")):
            yield f"{element.tag} without words"
        if element.tag == "img" and element.get("alt") is None:
            yield "img without alt"


def _inline(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or (element.tag == "script" and element.get("src") is None):
            yield f"inline {element.tag}"
        for attribute in element.attrib:
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"{element.tag} has the attribute {attribute}"


def _foreign(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        for attribute in ADDRESSES:
            address = urlsplit(element.get(attribute) or "")
            if address.netloc or address.scheme not in ("", "data", "mailto"):
                yield f"{element.tag} {attribute} leads to {address.geturl()!r}"
