import csv
import io
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.domain.results import FormResults, TextAnswer, VisitResults
from feedback_app.domain.tally import Tally
from feedback_app.presentation.charts import Comparison, DivergingChart
from feedback_app.reporting.content import Cards, Chapter, Highlights, Quotes
from feedback_app.reporting.document import Document, build
from tests.reporting.march_visit import MADE, PRAISE, SEEN, SUGGESTIONS, WRITTEN, march_visit

CHAPTERS = ["picture", "who", "elements", "boards", "suggestions", "praise", "closing", "method", "numbers"]


def march(language: Language = "nb") -> Document:
    return build(march_visit(), language, MADE.date())


def chapter(key: str, document: Document | None = None) -> Chapter:
    return next(chapter for chapter in (document or march()).chapters if chapter.key == key)


def strings(value: Any) -> list[str]:
    """Every string in a document."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in strings(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    return []


def nobody_answered() -> VisitResults:
    results = march_visit()
    empty = tuple(FormResults(form.form, Tally(form.form.questionnaire, {})) for form in results.forms)
    return replace(results, forms=empty, texts=())


def test_the_chapters_come_in_their_order() -> None:
    assert [chapter.key for chapter in march().chapters] == CHAPTERS


def test_the_lead_names_the_strongest_and_the_weakest_element_with_their_counts() -> None:
    where, what = march().lead
    assert where == "Campusbedrift besøkte NAV Vestre Toten, Raufosstun sykehjem og Ihle skole."
    assert what == (
        "Sterkest står «Medvirkning og kultur» (11 av 11 svar er positive). "
        "Mest å hente er det i «Tavle og mål» (3 av 21 svar er positive)."
    )


def test_the_key_figures_are_those_of_the_visit() -> None:
    assert [(figure.value, figure.label) for figure in march().figures] == [
        ("11 av 11", "gjester svarte"),
        ("3", "tavlemøter"),
        (str(sum(map(len, SUGGESTIONS.values()))), "forslag"),
        (str(sum(map(len, PRAISE.values()))), "hilsener med ros"),
    ]


def test_the_picture_holds_every_element_strongest_first_with_shape_and_word() -> None:
    chart = chapter("picture").parts[0].blocks[0]
    assert isinstance(chart, DivergingChart)
    assert [(row.label, row.positive, row.mark.word) for row in chart.rows if row.mark] == [
        ("Medvirkning og kultur", "11 av 11 (100\u00a0%)", "Tydelig styrke"),
        ("Kartlegging og verdistrøm", "19 av 22 (86\u00a0%)", "Tydelig styrke"),
        ("Opplæring og støtte", "7 av 10 (70\u00a0%)", "Blandet"),
        ("Varighet", "7 av 10 (70\u00a0%)", "Blandet"),
        ("Forankring", "13 av 20 (65\u00a0%)", "Blandet"),
        ("Orden og standard (5S)", "5 av 11 (45\u00a0%)", "Mest å hente"),
        ("Gevinster", "2 av 10 (20\u00a0%)", "Mest å hente"),
        ("Tavle og mål", "3 av 21 (14\u00a0%)", "Mest å hente"),
    ]


def test_best_and_weakest_statements_are_apart() -> None:
    found = chapter("picture").parts[1].blocks[0]
    assert isinstance(found, Highlights)
    best, weakest = ({item.label for item in items} for _, items in found.cards)
    assert len(best) == len(weakest) == 3
    assert not best & weakest


def test_what_the_bar_leaves_out_stands_beside_it() -> None:
    rows = [
        row
        for part in chapter("elements").parts
        for block in part.blocks
        if isinstance(block, DivergingChart)
        for row in block.rows
    ]
    assert {row.label: row.apart for row in rows if row.apart} == {
        "Tillitsvalgte har en reell rolle i arbeidet.": "2 vet ikke",
        "Enhetene ser ut til å få den hjelpen de trenger for å komme i gang.": "1 vet ikke",
        "Farger og symboler hjalp meg å forstå tavla.": "1 svarte ikke",
        "Det var klart hva frigjort tid blir brukt til.": "1 vet ikke",
        "Jeg tror arbeidsmåten holder seg når lederen byttes ut.": "1 vet ikke",
    }


def test_all_bars_of_a_chapter_share_one_zero_line() -> None:
    rows = [
        row
        for part in chapter("elements").parts
        for block in part.blocks
        if isinstance(block, DivergingChart)
        for row in block.rows
    ]
    assert len({row.bar.zero for row in rows if row.bar}) == 1


def test_a_legend_is_shown_where_it_comes_first_only() -> None:
    charts = [block for part in chapter("elements").parts for block in part.blocks if isinstance(block, DivergingChart)]
    assert [bool(chart.legend) for chart in charts] == [True] + [False] * (len(charts) - 1)


def test_boards_stand_side_by_side_and_pairs_are_told_in_words() -> None:
    parts = {part.title: part for part in chapter("boards").parts}
    board = parts["Visualisering"].blocks[0]
    assert isinstance(board, Comparison)
    assert board.heads[1:] == ("NAV Vestre Toten", "Raufosstun sykehjem", "Ihle skole")
    assert [cell.text for cell in board.rows[0].cells] == [
        "9 av 11 (82\u00a0%)",
        "11 av 11 (100\u00a0%)",
        "4 av 11 (36\u00a0%)",
    ]
    pairs = parts["Samme gjest ved to tavler"].blocks[0]
    assert isinstance(pairs, Comparison)
    assert [cell.text for cell in pairs.rows[0].cells] == [
        "6 høyere, 4 likt, 1 lavere",
        "1 høyere, 2 likt, 8 lavere",
        "0 høyere, 0 likt, 11 lavere",
    ]


def test_every_word_that_was_written_is_in_the_document() -> None:
    said = set(strings(march().chapters))
    assert set(WRITTEN.values()) | set(SEEN.values()) <= said
    cards = [
        text
        for cards in (*SUGGESTIONS.values(), *PRAISE.values())
        for card in cards
        for key, text in card.items()
        if key in ("saw", "suggest", "better", "text")
    ]
    assert set(cards) <= said


def test_praise_is_grouped_by_stop_and_says_what_may_be_read_aloud() -> None:
    parts = chapter("praise").parts
    assert [(part.title, part.detail) for part in parts] == [
        ("NAV Vestre Toten", "2"), ("Raufosstun sykehjem", "3"), ("Ihle skole", "2"), ("Hele modellen", "1"),
    ]  # fmt: skip
    block = parts[1].blocks[0]
    assert isinstance(block, Cards)
    assert [card.note for card in block.cards] == ["Kan leses høyt", "", "Kan leses høyt"]


def test_open_questions_end_the_story() -> None:
    quotes = [block for block in chapter("closing").parts[0].blocks if isinstance(block, Quotes)]
    assert [quote.question for quote in quotes] == ["Det viktigste jeg tar med meg", "Spørsmål jeg fortsatt har"]
    assert len(quotes[1].texts) == 3


def test_the_attachment_counts_like_the_report() -> None:
    rows = list(csv.DictReader(io.StringIO(march().attachment.content.removeprefix("\ufeff")), delimiter=";"))
    found = {(row["stop"], row["question"], row["value"]): row["count"] for row in rows}
    assert found["", "board_colours_symbols", "1"] == "2"
    assert found["", "board_colours_symbols", "answered"] == "10"
    assert found["", "board_colours_symbols", "shown"] == "11"
    assert found["1", "duration", "12"] == "4"


@pytest.mark.parametrize(
    ("language", "warning"), [("nb", "ikke anonym"), ("nn", "ikkje anonym"), ("en", "not anonymous")]
)
def test_the_report_never_promises_that_guests_are_anonymous(language: Language, warning: str) -> None:
    said = [text for text in strings(march(language)) if "anonym" in text]
    assert said
    assert all(warning in text for text in said)


def test_a_visit_without_answers_has_a_report_that_claims_nothing() -> None:
    document = build(nobody_answered(), "nb", MADE.date())
    assert [chapter.key for chapter in document.chapters] == ["who", "method"]
    assert document.figures[0].value == "0 av 11"
    assert len(document.lead) == 1


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_but_what_people_wrote_is_left_in_english(language: Language) -> None:
    english, ours = set(strings(march("en"))), set(strings(march(language)))
    names = english & set(strings(march("nb"))) & set(strings(march("nn")))
    assert {text for text in english & ours if " " in text} <= names
    assert not {"Answers", "Question", "Statement", "Positive", "Mixed", "Page", "Praise"} & ours


def test_a_text_beside_an_option_stands_under_its_question_and_option() -> None:
    results = march_visit()
    form = next(form.form for form in results.forms if form.form.key == "visit-model")
    background = form.questionnaire.sections[0]
    other = TextAnswer(form, background, form.questionnaire.by_key["sector"], None, "Frivillig organisasjon")
    document = build(replace(results, texts=(*results.texts, other)), "nb", MADE.date())
    quotes = [block for part in chapter("who", document).parts for block in part.blocks if isinstance(block, Quotes)]
    assert quotes == [Quotes("Hvilken sektor kommer du fra? – Annet", ("Frivillig organisasjon",))]
