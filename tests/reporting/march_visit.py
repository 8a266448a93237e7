"""The visit of 18 March as a value: eleven students, three boards, everything that they answered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from feedback_app.domain.answers import check
from feedback_app.domain.kinds import TEXT_KINDS
from feedback_app.domain.pairing import compare
from feedback_app.domain.questionnaire import digest
from feedback_app.domain.reading import read_toml
from feedback_app.domain.results import FormResults, TextAnswer, VisitResults
from feedback_app.domain.tally import Tally, add, count
from feedback_app.domain.visits import Form, Stop, Visit

ROOT = Path(__file__).parent.parent.parent
GUESTS = 11
MADE = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
STOPS = (
    Stop("1", "NAV Vestre Toten", time(8, 30)),
    Stop("2", "Raufosstun sykehjem", time(10, 15)),
    Stop("3", "Ihle skole", time(13, 0)),
)

# One sign for each guest: a value of the scale, "d" for the first value outside it, "." for no answer.
MODEL = {
    "anchoring_why": "54454543544",
    "anchoring_union": "32433d2434d",
    "training_help": "4345443d543",
    "mapping_needless_time": "44534524435",
    "mapping_user_needs": "55454554545",
    "order_visible": "34352433424",
    "board_goal_clear": "23242413322",
    "board_colours_symbols": "2223143212.",
    "participation_own": "55545545544",
    "gains_freed_time": "3224d343231",
    "lasting_new_leader": "43543d44345",
    "take_home": "34343342433",
}
BOARDS = {
    "readable": ("23123222312", "32333233332", "11212012211"),
    "colours_consistent": ("12011121021", "22312232122", "10101011010"),
    "symbol_or_word": ("11012d11011", "21222122212", "00100010d00"),
    "goal_trend_shown": ("23232223232", "22122321222", "21122112221"),
    "measure_for_users": ("22312223222", "33333233333", "33232332333"),
    "owner_deadline": ("33323332333", "32223232232", "22122221222"),
    "overdue_raised": ("2.322d3222.", "2122.212222", "1.12d11.121"),
    "decision_taken": ("33233323332", "22322232223", "32333233332"),
    "proposer_answered": ("2232d223222", "2322d322322", "3323d333323"),
    "tried_small": ("12212d21221", "22332232232", "32332333233"),
    "effect_checked": ("2122212d221", "22122122122", "1122d112211"),
    "tone_safe": ("33333333333", "33323333333", "33333333333"),
}
LED_BY = ("leader", "rotating", "staff")
MINUTES = (12, 10, 20)
WRITTEN = {
    ("anchoring_different", 2): "La tillitsvalgte fortelle selv om rollen sin, for eksempel fem minutter på slutten.",
    ("anchoring_different", 7): "Jeg skulle gjerne hørt en politiker si hvorfor.",
    ("training_different", 1): "Gi nyansatte en kort innføring i tavla den første uka.",
    ("training_different", 5): "Vise hva et kurs inneholder. Vi hørte at det finnes, men ikke hva folk lærer.",
    ("mapping_different", 4): "Henge verdistrømmen ved siden av tavla, så ser alle hvor tiden blir borte.",
    ("order_different", 0): "Bilder av hvordan det skal se ut, der tingene står.",
    ("order_different", 6): "Samme merking på alle avdelingene.",
    ("board_different", 0): "Flere farger og symboler. Jeg måtte lese for å forstå om det gikk bra eller dårlig.",
    ("board_different", 3): "Sette en målstrek på kurvene, da ser vi med en gang om vi er over eller under.",
    ("board_different", 6): "Færre lapper. Det viktigste må stå øverst.",
    ("board_different", 9): "Symbol i tillegg til farge, jeg ser ikke forskjell på rødt og grønt.",
    ("participation_different", 8): "Ingenting, her var det bare å lære.",
    ("gains_different", 2): "Vise ett eksempel: så mange timer spart, brukt til dette.",
    ("gains_different", 10): "Regne om minutter til noe brukerne merker.",
    ("lasting_different", 5): "La flere enn lederen øve på å lede tavlemøtet.",
    ("takeaway", 0): "Tavlemøtet kan være kort og likevel viktig.",
    ("takeaway", 3): "At de ansatte eier forslagene sine. Det tar jeg med hjem.",
    ("takeaway", 4): "Små forsøk først, så bestemme.",
    ("takeaway", 8): "Pasienten var med i hver eneste sak på tavla.",
    ("open_questions", 1): "Hva skjer med tavla når lederen er borte i tre uker?",
    ("open_questions", 6): "Hvordan velger dere hva som skal måles?",
    ("open_questions", 9): "Har innbyggerne merket forskjell?",
}
SEEN = {
    ("best", "1", 0): "Tempoet. Alle visste hva de skulle gjøre etterpå.",
    ("best", "1", 5): "At lederen spurte i stedet for å svare.",
    ("different", "1", 3): "Stå i halvsirkel, de bakerste hørte lite.",
    ("best", "2", 2): "Pasienten var med i hver sak.",
    ("best", "2", 7): "Alle kom til orde, også vikaren.",
    ("different", "2", 4): "Tavla henger trangt. Flytt den ut i gangen.",
    ("best", "3", 1): "Elevenes egne mål hang øverst.",
    ("different", "3", 0): "Skrive større. Fra tre meter var det uleselig.",
    ("different", "3", 10): "Bruke samme symboler som de andre enhetene.",
}
SUGGESTIONS: dict[int, list[dict[str, str]]] = {
    0: [
        {
            "saw": "Hver enhet har sine egne farger og merker.",
            "suggest": "Lag én felles symbolguide: tre former, tre ord, tre farger.",
            "better": "Da forstår alle alle tavler på tre sekunder.",
            "element": "board_goals",
            "stop": "model",
        }
    ],
    1: [
        {
            "suggest": "Ti minutters innføring i tavla for alle nyansatte.",
            "better": "Nye tør å ta ordet tidligere.",
            "element": "training_support",
            "stop": "2",
        }
    ],
    2: [
        {"suggest": "Vis hva den frigjorte tiden ble brukt til denne måneden.", "element": "gains", "stop": "1"},
        {
            "saw": "Tillitsvalgte var til stede, men sa ikke noe.",
            "suggest": "La en tillitsvalgt lede hvert fjerde møte.",
            "element": "anchoring",
            "stop": "1",
        },
    ],
    3: [
        {
            "saw": "Kurvene viser tall, men ikke målet.",
            "suggest": "Tegn en målstrek på alle kurver, med dato.",
            "better": "Alle ser om vi er på rett vei.",
            "element": "board_goals",
            "stop": "3",
        }
    ],
    4: [{"suggest": "Heng verdistrømmen ved tavla.", "element": "mapping", "stop": "2"}],
    5: [{"suggest": "Bytt møteleder hver uke.", "element": "lasting_effect", "stop": "3"}],
    6: [
        {
            "saw": "Fullt lager uten merking.",
            "suggest": "Bilde på hver hylle.",
            "element": "order_standards",
            "stop": "2",
        },
        {"suggest": "Bruk tusj med tre farger og hold dere til dem.", "element": "board_goals", "stop": "3"},
    ],
    8: [
        {
            "saw": "Forslag som ikke ble noe av, forsvant fra tavla.",
            "suggest": "La nei-forslagene stå en uke med begrunnelse.",
            "better": "Folk fortsetter å melde inn forslag.",
            "element": "participation_culture",
            "stop": "model",
        }
    ],
    9: [{"suggest": "Et merke i tillegg til fargen på alle kort.", "element": "board_goals", "stop": "1"}],
    10: [{"suggest": "Spør brukerne én gang i måneden om de merker noe.", "stop": "model"}],
}
PRAISE: dict[int, list[dict[str, Any]]] = {
    0: [{"stop": "1", "text": "Så rolig og tydelig ledet. Dere fikk det til å se lett ut.", "aloud": True}],
    2: [{"stop": "2", "text": "Dere snakket om pasientene med varme i hver eneste sak.", "aloud": True}],
    3: [{"stop": "3", "text": "Elevene var stolte av målene sine. Det sier alt.", "aloud": True}],
    4: [{"stop": "2", "text": "Takk for at vi fikk se tavla på en travel dag.", "aloud": False}],
    5: [{"stop": "1", "text": "Imponerende tempo uten at noen ble hengende etter.", "aloud": True}],
    7: [{"stop": "2", "text": "Vikaren ble spurt om hva hun mente. Flott kultur.", "aloud": True}],
    8: [{"stop": "model", "text": "Engasjementet til de ansatte smittet. Det tar jeg med hjem.", "aloud": True}],
    10: [{"stop": "3", "text": "Trygg tone. Jeg turte å stille dumme spørsmål.", "aloud": False}],
}


@cache
def march_visit() -> VisitResults:
    """Everything received on the visit."""
    model, boards = _form("visit-model", per_stop=False), _form("board-meeting", per_stop=True)
    visit = Visit(
        id=1,
        slug="2026-03-18-campusbedrift",
        code="gran-elg-bekk",
        group="Campusbedrift",
        day=date(2026, 3, 18),
        languages=("nb", "nn", "en"),
        expected=GUESTS,
        opens=datetime(2026, 3, 18, 6, 0, tzinfo=UTC),
        closes=MADE,
        delete_on=date(2026, 6, 16),
        testing=False,
        forgotten=False,
        stops=STOPS,
        forms=(boards, model),
    )
    observed = [(f"guest{guest}", stop, answers) for guest, stop, answers in _observations()]
    thought = [(f"guest{guest}", None, answers) for guest, answers in _thoughts()]
    return VisitResults(
        visit,
        (
            FormResults(boards, _tally(boards, observed), compare(observed, boards.questionnaire, visit.stop_keys())),
            FormResults(model, _tally(model, thought)),
        ),
        (*_texts(boards, observed), *_texts(model, thought)),
    )


def _form(key: str, *, per_stop: bool) -> Form:
    questionnaire = read_toml((ROOT / "feedback_app" / "questionnaires" / f"{key}.toml").read_text())
    return Form(digest(questionnaire), questionnaire, per_stop)


def _tally(form: Form, responses: Any) -> Tally:
    cells: dict[str, int] = {}
    for _, stop, answers in responses:
        checked = check(form.questionnaire, answers, [stop.key for stop in STOPS])
        assert not checked.problems, checked.problems
        add(cells, count(form.questionnaire, stop, checked.answers))
    return Tally(form.questionnaire, cells)


def _texts(form: Form, responses: Any) -> Iterator[TextAnswer]:
    for section in form.questionnaire.sections:
        for question in section.questions:
            if question.kind in TEXT_KINDS:
                for _, stop, answers in responses:
                    if question.key in answers:
                        yield TextAnswer(form, section, question, stop, answers[question.key])


def _thoughts() -> Iterator[tuple[int, dict[str, Any]]]:
    sectors = cycle(["other", "municipality", "other", "private", "other"])
    experience = cycle(["new", "some", "new", "new"])
    for guest in range(GUESTS):
        answers: dict[str, Any] = {"sector": next(sectors), "lean_experience": next(experience)}
        answers |= _scaled({key: values[guest] for key, values in MODEL.items()}, "dont_know")
        answers |= {key: text for (key, who), text in WRITTEN.items() if who == guest}
        if guest in SUGGESTIONS:
            answers["suggestions"] = SUGGESTIONS[guest]
        if guest in PRAISE:
            answers["praise"] = PRAISE[guest]
        yield guest, answers


def _observations() -> Iterator[tuple[int, str, dict[str, Any]]]:
    for position, stop in enumerate(STOPS):
        for guest in range(GUESTS):
            answers: dict[str, Any] = {
                "started_on_time": "no" if position == 2 and guest in (1, 6) else "yes",
                "duration": MINUTES[position] + guest % 3 - 1,
                "led_by": LED_BY[position],
                "all_at_board": "no" if (guest + position) % 5 == 0 else "yes",
                "new_suggestions": 1 + (guest + position) % 3,
                "how_many_spoke": ("half", "most", "most")[(guest + position) % 3],
            }
            answers |= _scaled({key: values[position][guest] for key, values in BOARDS.items()}, "no_chance")
            answers |= {key: text for (key, at, who), text in SEEN.items() if (at, who) == (stop.key, guest)}
            yield guest, stop.key, answers


def _scaled(signs: dict[str, str], outside: str) -> dict[str, str]:
    return {key: outside if sign == "d" else sign for key, sign in signs.items() if sign != "."}
