"""What WeasyPrint 70 leaves to do for one file to be PDF/A-3a and PDF/UA-1 at once, and pleasant for a screen reader.

- The metadata says PDF/UA-1 too, declared as an extension schema because PDF/A demands it.
- A table, list or paragraph that a page break divides becomes one element again; repeated table heads leave the tree.
- Header cells say their scope, lists their numbering, figures their place in points.
- Decoration and the words at the foot of a page become artifacts, which are not read aloud.

The structure tree is WeasyPrint's own plain dictionaries: kids under K, kind under S, page under Pg. This module knows
the inside of WeasyPrint, so its version is pinned, and validation in the tests tells when that must be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

Node: TypeAlias = Any
"""A dictionary of the PDF."""

Kid: TypeAlias = "int | str | bytes"
"""A child in the tree: marked content by number, or a reference to a node."""

POINTS_PER_PIXEL = 0.75
INDIVISIBLE = {"/Span", "/Link", "/Figure", "/Form", "/Lbl"}
"""Kinds that a page break does not divide into halves to be joined."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION, SCHEMA, PROPERTY = (f"http://www.aiim.org/pdfa/ns/{name}" for name in ("extension/", "schema#", "property#"))
NAMESPACES = {"pdfuaid": UA, "pdfaExtension": EXTENSION, "pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY}

_patching = Lock()


class Finisher:
    """Give `finish` to WeasyPrint as `finisher`, and write the PDF inside `watching()`."""

    def __init__(self) -> None:
        self._origins: dict[int, Any] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Remember which HTML element every structure element came from, which WeasyPrint forgets."""
        # Imported here: only a process that renders should pay for it.
        from weasyprint.pdf import tags  # noqa: PLC0415

        build = tags._build_box_tree  # noqa: SLF001

        def remember(box: Any, *rest: Any) -> Iterator[Node]:
            for node in build(box, *rest):
                self._origins.setdefault(node.number, getattr(box, "element", None))
                yield node

        with _patching:
            tags._build_box_tree = remember  # noqa: SLF001
            try:
                yield
            finally:
                tags._build_box_tree = build  # noqa: SLF001

    def finish(self, document: Any, pdf: Any) -> None:
        """Repair the structure tree of a PDF that is about to be written."""
        tree = Tree(pdf, self._origins)
        root = tree.node(pdf.catalog["StructTreeRoot"])
        top = tree.node(root["K"][0])
        tree.join_halves(top)
        tree.describe(top)
        tree.make_artifacts(tree.node(root["ParentTree"])["Nums"])


class Tree:
    """The structure tree of one PDF."""

    def __init__(self, pdf: Any, origins: dict[int, Any]) -> None:
        self._objects = pdf.objects
        self._pages = list(pdf.page_references)
        self._origins = origins
        self._last_page: dict[int, Any] = {}
        self._reached: dict[Any, set[int]] = {page: set() for page in self._pages}

    def node(self, reference: Kid) -> Node:
        """What a reference points at."""
        assert not isinstance(reference, int), "marked content is no node"
        return self._objects[int(reference.split()[0])]

    def join_halves(self, parent: Node) -> None:
        """Make the pieces of each HTML element that page breaks divided one element again, below `parent`."""
        joined: list[Kid] = []
        divided: list[Node] = []
        for kid in parent["K"]:
            half = None if isinstance(kid, int) else self.node(kid)
            whole = self.node(joined[-1]) if joined and not isinstance(joined[-1], int) else None
            if half is not None and whole is not None and self._are_halves(whole, half):
                self._append(whole, half)
                if whole not in divided:
                    divided.append(whole)
            else:
                joined.append(kid)
        parent["K"][:] = joined
        for whole in divided:
            self.join_halves(whole)

    def describe(self, node: Node, *, in_head: bool = False) -> None:
        """Add what each kind must say, and drop decoration, from `node` downwards."""
        self._complete(node, in_head=in_head)
        kept: list[Kid] = []
        for kid in node["K"]:
            if isinstance(kid, int):
                self._reached[node["Pg"]].add(kid)
                kept.append(kid)
                continue
            child = self.node(kid)
            if child.get("S") == "/Figure" and self._is_decoration(child):
                continue
            if child.get("Type") == "/StructElem":
                self.describe(child, in_head=in_head or node["S"] == "/THead")
            kept.append(kid)
        node["K"][:] = kept

    def make_artifacts(self, parents: list[Any]) -> None:
        """Turn marked content that the tree does not reach into artifacts; `parents` is the parent tree's /Nums."""
        for position, reference in enumerate(self._pages):
            owners = parents[2 * position + 1]
            lost = set(range(len(owners))) - self._reached[reference]
            for number in lost:
                owners[number] = b"null"
            if lost:
                _unmark(self.node(self.node(reference)["Contents"]).stream, lost)

    def _are_halves(self, first: Node, second: Node) -> bool:
        origin = self._origins.get(first.number)
        return (
            origin is not None
            and origin is self._origins.get(second.number)
            and first.get("S") == second.get("S")
            and first["S"] not in INDIVISIBLE
            and self._last_page.get(first.number, first["Pg"]) != second["Pg"]
        )

    def _append(self, whole: Node, half: Node) -> None:
        kids = self._without_repeats(whole, half) if whole["S"] == "/Table" else list(half["K"])
        for kid in kids:
            if not isinstance(kid, int) and "P" in self.node(kid):
                self.node(kid)["P"] = whole.reference
        whole["K"].extend(kids)
        self._last_page[whole.number] = half["Pg"]

    def _without_repeats(self, table: Node, half: Node) -> list[Kid]:
        """The rows of a table's later half, their cells pointing at the head cells of the first half."""
        first = [cell for kid in table["K"] if self.node(kid)["S"] == "/THead" for cell in self._cells(kid)]
        rows: list[Kid] = []
        repeated: list[Node] = []
        for kid in half["K"]:
            if self.node(kid)["S"] == "/THead":
                repeated.extend(self._cells(kid))
            elif self.node(kid)["S"] != "/Caption":
                rows.append(kid)
        renamed = {
            later["ID"].string: cell["ID"] for cell, later in zip(first, repeated, strict=False) if "ID" in later
        }
        for row in rows:
            for cell in self._cells(row):
                if "Headers" in cell.get("A", {}):
                    cell["A"]["Headers"][:] = [renamed.get(name.string, name) for name in cell["A"]["Headers"]]
        return rows

    def _cells(self, reference: Kid) -> Iterator[Node]:
        node = self.node(reference)
        if node["S"] in ("/TH", "/TD"):
            yield node
            return
        for kid in node["K"]:
            yield from self._cells(kid)

    def _is_decoration(self, figure: Node) -> bool:
        origin = self._origins.get(figure.number)
        return origin is not None and (origin.get("aria-hidden") == "true" or origin.get("alt") == "")

    def _complete(self, node: Node, *, in_head: bool) -> None:
        match node["S"]:
            case "/TH":
                node["A"]["Scope"] = "/Column" if in_head else "/Row"
            case "/Figure":
                height = self.node(node["Pg"])["MediaBox"][3]
                left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in node["A"]["BBox"])
                box = (left, height - bottom, right, height - top)
                node["A"]["BBox"][:] = [round(edge, 2) for edge in box]
            case "/L":
                ordered = getattr(self._origins.get(node.number), "tag", "") == "ol"
                numbering = b"/Decimal" if ordered else b"/None"
                node["A"] = b"<</O /List /ListNumbering " + numbering + b">>"


def claim_accessibility(metadata: Any) -> None:
    """Make the metadata of a rendered document name PDF/UA-1 beside the PDF/A that it will be written as."""
    generate = metadata.generate_rdf_metadata

    def with_accessibility(variant: str, version: int, conformance: str) -> bytes:
        for prefix, address in NAMESPACES.items():
            ET.register_namespace(prefix, address)
        rdf = ET.fromstring(generate(variant, version, conformance))  # noqa: S314  (our own writer's output)
        ET.SubElement(_description(rdf), f"{{{UA}}}part").text = "1"
        _declare(_description(rdf))
        return bytes(ET.tostring(rdf, encoding="utf-8"))

    metadata.generate_rdf_metadata = with_accessibility


def _description(rdf: ET.Element) -> ET.Element:
    return ET.SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})


def _declare(description: ET.Element) -> None:
    """Describe the PDF/UA schema as PDF/A wants every schema described that it does not know (ISO 19005-3, 6.6.2.3)."""
    schemas = _nested(description, f"{{{EXTENSION}}}schemas", f"{{{RDF}}}Bag")
    schema = _entry(schemas, SCHEMA, schema="PDF/UA identification schema", namespaceURI=UA, prefix="pdfuaid")
    properties = _nested(schema, f"{{{SCHEMA}}}property", f"{{{RDF}}}Seq")
    _entry(properties, PROPERTY, name="part", valueType="Integer", category="internal", description="Part of ISO 14289")


def _nested(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, name)
    return parent


def _entry(parent: ET.Element, namespace: str, **fields: str) -> ET.Element:
    entry = ET.SubElement(parent, f"{{{RDF}}}li", {f"{{{RDF}}}parseType": "Resource"})
    for name, text in fields.items():
        ET.SubElement(entry, f"{{{namespace}}}{name}").text = text
    return entry


def _unmark(operations: list[Any], lost: set[int]) -> None:
    """Rewrite "/P <</MCID 7>> BDC" as the beginning of an artifact, for the numbers in `lost`."""
    for position, operation in enumerate(operations):
        properties = operations[position - 1]
        if operation == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in lost:
            operations[position - 2 : position] = ["/Artifact", b"<</Type /Pagination>>"]
