import pickle
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.domain.results import TextAnswer, VisitResults
from feedback_app.reporting import render, sheet
from feedback_app.reporting.document import Document, build
from tests.reporting.march_visit import MADE, STOPS, march_visit
from tests.reporting.verapdf import failures

WEIRD = [
    "👍🏽 👩‍👩‍👧 ✌️ 🇳🇴",
    "\u202eright to left\u202c שלום مرحبا",
    "zero\u200bwidth\u200djoiner\ufeff and \u2028 lines \x0b \x00 \x1b[31m",
    "漢字 ไทย \ue000 \U000e0041 \ud800",
    "a\u0301\u0327 e\u0301 áčđŋšŧž Åse",
    "<script>alert(1)</script> {{ 7 * 7 }} & \"'",
    "x" * 5000,
    " ",
]


def written_by(results: VisitResults, texts: list[str]) -> VisitResults:
    """The visit with other words: open answers, a suggestion and praise for every text."""
    open_answer = next(text for text in results.texts if text.question.kind == "long_text" and text.section.element)
    cards = next(text for text in results.texts if text.question.kind == "suggestions")
    praise = next(text for text in results.texts if text.question.kind == "praise")
    changed: list[TextAnswer] = []
    for text in texts:
        changed += [
            replace(open_answer, answer=text),
            replace(cards, answer=[{"saw": text, "suggest": text, "better": text, "element": "gains", "stop": "1"}]),
            replace(praise, answer=[{"text": text, "aloud": True, "stop": "2"}]),
        ]
    return replace(results, texts=tuple(changed))


def words_of(html: str) -> set[str]:
    """Every word on a page."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: set[str] = set()

        def handle_data(self, data: str) -> None:
            self.found |= set(data.split())

    parser = Words()
    parser.feed(re.sub(r'<p class="foot-.*?</p>|<title>.*?</title>', "", html[html.index("<main") :], flags=re.DOTALL))
    return parser.found


def output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def document(language: Language) -> Document:
    return build(march_visit(), language, MADE.date(), "Vestre Toten kommune")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module")
def report(language: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / f"{language}.pdf"
    path.write_bytes(render.pdf(document(language)))
    return path


@pytest.mark.slow
def test_the_report_is_archivable_and_accessible(report: Path) -> None:
    assert failures(report, "3a") == []
    assert failures(report, "ua1") == []


@pytest.mark.slow
def test_every_word_of_the_page_is_in_the_file(report: Path, language: Language) -> None:
    printed = "".join(output("pdftotext", report, "-").split())
    assert [word for word in words_of(render.html(document(language))) if word not in printed] == []


@pytest.mark.slow
def test_everything_on_the_page_reaches_a_screen_reader(tmp_path: Path) -> None:
    some = ("picture", "suggestions", "praise", "method")  # poppler takes minutes for the structure of a whole report
    shortened = replace(document("nb"), chapters=tuple(part for part in document("nb").chapters if part.key in some))
    path = tmp_path / "shortened.pdf"
    path.write_bytes(render.pdf(shortened))
    read = "".join(output("pdfinfo", "-struct-text", path).split())
    assert [word for word in words_of(render.html(shortened)) if word not in read] == []


@pytest.mark.slow
def test_a_table_that_a_page_break_divides_is_read_as_one(report: Path, language: Language) -> None:
    tables = render.html(document(language)).count("<table")
    assert len(re.findall(r"^\s*Table\b", output("pdfinfo", "-struct", report), flags=re.MULTILINE)) == tables


@pytest.mark.slow
def test_fonts_are_embedded_and_the_data_attached(report: Path, tmp_path: Path, language: Language) -> None:
    fonts = output("pdffonts", report).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    assert "Inter" in "".join(fonts)
    attachment = document(language).attachment
    assert attachment.name in output("pdfdetach", "-list", report)
    output("pdfdetach", "-save", "1", "-o", tmp_path / "data.csv", report)
    assert (tmp_path / "data.csv").read_bytes() == attachment.content.encode()


@pytest.mark.slow
def test_the_file_is_titled_dated_and_bookmarked_in_its_language(report: Path, language: Language) -> None:
    with pikepdf.open(report) as file:
        assert str(file.Root.Lang) == language
        assert str(file.docinfo.Title) == document(language).title
        assert str(file.docinfo.CreationDate).startswith("D:20260318")
        with file.open_outline() as outline:
            (title,) = outline.root
            assert [item.title for item in title.children] == [chapter.title for chapter in document(language).chapters]


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_also_after_a_journey(report: Path, language: Language) -> None:
    travelled = pickle.loads(pickle.dumps(document(language)))
    assert render.pdf(travelled) == report.read_bytes()


@pytest.mark.slow
def test_no_text_can_make_the_file_invalid(tmp_path: Path) -> None:
    path = tmp_path / "weird.pdf"
    path.write_bytes(render.pdf(build(written_by(march_visit(), WEIRD), "nb", MADE.date())))
    assert failures(path, "3a") == []
    assert failures(path, "ua1") == []


@pytest.mark.slow
def test_a_planted_figure_without_an_alternative_text_is_caught(tmp_path: Path) -> None:
    html = render.html(document("nb"))
    planted = re.sub(r"(<svg class=\"bar\" role=\"img\"[^>]*>)<title>.*?</title>", r"\1", html, count=1)
    assert planted != html
    path = tmp_path / "planted.pdf"
    path.write_bytes(render.to_pdf(planted))
    assert failures(path, "ua1")


@pytest.mark.slow
def test_the_sheet_of_a_stop_is_archivable_and_accessible(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet.pdf(march_visit().visit, STOPS[0], "https://example.org/v/gran-elg-bekk"))
    assert failures(path, "3a") == []
    assert failures(path, "ua1") == []
    text = output("pdftotext", "-layout", path, "-").split()
    assert {"NAV", "gran", "elg", "bekk", "Fortell", "Fortel", "Tell"} <= set(text)
    assert "Pages:           1" in output("pdfinfo", path)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://localhost/x.css", "https://example.org/", "data:text/css,a", "app:/etc/passwd"],
)
def test_a_report_reads_nothing_but_our_own_files(address: str) -> None:
    with pytest.raises(ValueError, match="may not read"):
        render.fetcher().fetch(address)


@pytest.mark.parametrize("name", list(render.STYLES))
def test_our_own_style_sheets_are_found(name: str) -> None:
    assert render.fetcher().fetch(name).read()


def test_what_people_wrote_is_never_markup() -> None:
    html = render.html(build(written_by(march_visit(), WEIRD), "nb", MADE.date()))
    assert "<script" not in html
    assert "{{ 7 * 7 }}" in html
    assert 'style="' not in html
