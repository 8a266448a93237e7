import pytest

from tests.web.inspector import faults

GOOD = """<!doctype html><html lang="nb"><head><title>Takk – Kommunen</title></head><body><main>
<h1>Takk</h1><form><label for="a">Navn</label><input id="a" name="a"><fieldset><legend>Valg</legend>
<label><input type="radio" name="b"> Ja</label></fieldset><button>Send</button></form></main></body></html>"""


def test_a_good_page_has_no_faults() -> None:
    assert list(faults(GOOD)) == []


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("</label></fieldset>", "</fieldset>", "not HTML"),
        ("<!doctype html>", "", "not HTML"),
        ('lang="nb"', "", "lang is None"),
        ("<h1>Takk</h1>", "", "0 h1"),
        ("<h1>Takk</h1>", "<h1>Takk</h1><h1>Igjen</h1>", "2 h1"),
        ("<title>Takk", "<title>Kvittering", "does not begin"),
        ("<title>Takk", "<title>Feil: Takk", "about errors"),
        ("<form>", '<div id="summary"></div><form>', "about errors"),
        ("<main>", "<div>", "main"),
        ('for="a"', 'for="c"', "points at 'c'"),
        ('<label for="a">Navn</label>', "", "no label"),
        ("<button>", '<button id="a">', "2 times"),
        ("<legend>Valg</legend>", "", "no legend"),
        ("<button>Send</button>", "<button></button>", "without words"),
        ("<form>", '<img src="a.png"><form>', "without alt"),
        ("<form>", "<script>alert(1)</script><form>", "inline script"),
        ("</head>", "<style>p {}</style></head>", "inline style"),
        ("<form>", '<form style="color: red">', "attribute style"),
        ("<form>", '<form onsubmit="x()">', "attribute onsubmit"),
        ("<form>", '<form action="https://example.org/">', "leads to"),
        ("<form>", '<a href="//example.org/">ut</a><form>', "leads to"),
        ("<form>", '<a href="javascript:x()">ut</a><form>', "leads to"),
    ],
)
def test_a_planted_fault_is_found(good: str, bad: str, told: str) -> None:
    assert good in GOOD
    assert any(told in fault for fault in faults(GOOD.replace(good, bad)))
