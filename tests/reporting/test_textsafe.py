import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.reporting.textsafe import KEPT_SPACES, clean


@pytest.mark.parametrize("text", ["Blåbærsyltetøy", "áčđŋšŧž", "«Ja» – sa hun…", "to\nlinjer", "18\u00a0%"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u030a", "å"),
        ("👍🏽", "□"),
        ("✌️x", clean("✌") + "x"),
        ("a\u200db\u202ec\ufeffd\x00e", "abcde"),
        ("a\u2028b\rc", "a\nb\nc"),
        ("x" * 200, f"{'x' * 80} {'x' * 80} {'x' * 40}"),
        ("u\u00adt", "ut"),
        ("\ue000\ud800", "□□"),
    ],
)
def test_what_no_font_shows_is_replaced_or_dropped(text: str, expected: str) -> None:
    assert clean(text) == expected


@settings(deadline=None)
@given(st.text(st.characters()))
def test_nothing_invisible_is_left_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(
        unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") or sign in KEPT_SPACES for sign in cleaned
    )
