"""What services refuse, in the words of the person who asked for it, and beside the field that is meant."""

from __future__ import annotations

from typing import NamedTuple

from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.texts import translate
from feedback_app.services.errors import Refusal


class Said(NamedTuple):
    """A message to be translated, and the field that it belongs to ("" for the whole form)."""

    message: str
    field: str = ""


KNOWN: dict[str, Said] = {
    "the name of the group must": Said("Write a name for the group, with at most 200 characters.", "group"),
    "the closing time must be after": Said("Choose a closing time after the opening time.", "closes"),
    "the day of deletion must be after": Said("Choose a day after the visit has closed.", "delete_on"),
    "choose at least one language": Said("Choose at least one language.", "languages"),
    "the number of guests must": Said("Write a number from 1 to 10,000.", "expected"),
    "choose at least one questionnaire": Said("Choose at least one questionnaire.", "uses"),
    "a questionnaire is answered either": Said("A questionnaire is answered either once or at each stop.", "uses"),
    "a questionnaire for each stop": Said("A questionnaire for each stop needs at least one stop.", "uses"),
    "a visit has at most": Said("The programme has too many stops.", "stops"),
    "a unit of the programme": Said("A unit of the programme is no longer there. Choose another.", "stops"),
    "a unit's name must": Said("The name of a unit may have 1 to 120 characters.", "stops"),
    "the unit above is not there": Said("The unit above is no longer there. Choose another.", "stops"),
    "programme and forms cannot change": Said(
        "Somebody has answered in the meantime, so the programme and the questionnaires stay as they are.", "stops"
    ),
    "guests who answered were told": Said(
        "Guests have answered, and were told that their answers go on the day that stood here. It cannot be later.",
        "delete_on",
    ),
    "no questionnaire": Said("This questionnaire is not published any more. Choose another.", "uses"),
    "the questionnaire": Said("This questionnaire promises anonymity, which so small a group cannot have.", "uses"),
    "no free name was found": Said("There are too many visits of this name on this day. Change the name.", "group"),
    "there is no visit named": Said("This visit is no longer there."),
    "the new closing time must": Said("Choose a time in the future.", "closes"),
    "the visit is not open": Said("The visit is not open, so there is nothing to close."),
    "only a visit that has not opened": Said("Only a visit that has not opened yet can be tried out."),
    "the visit has real answers": Said("Guests have answered already, and a test would delete what they said."),
    "the answers of this visit have been deleted": Said(
        "The answers of this visit have been deleted, so it cannot be opened again."
    ),
    "a login must have": Said("A username has 1 to 120 characters and no spaces.", "login"),
    "the role must be": Said("Choose one of the roles.", "role"),
    "there is already somebody": Said("Somebody has this username already. Choose another.", "login"),
    "there is nobody with": Said("This person is no longer there."),
    "somebody must remain administrator": Said(
        "This is the only administrator. Make somebody else administrator first.", "role"
    ),
    "a password must have": Said("A password must have 12 to 200 characters.", "password"),
    "there is no such unit": Said("This unit is no longer there."),
    "there is already a unit": Said("There is a unit of this name in the same place already.", "name"),
}
"""By how the service's own message begins."""

UNKNOWN = Said("This could not be done. Open the page again and look how things stand.")


def message(refusal: Refusal, language: Language) -> str:
    """What to say."""
    return translate(language, _said(refusal).message)


def field(refusal: Refusal) -> str:
    """The field it is about; "" when it is about none."""
    return _said(refusal).field


def _said(refusal: Refusal) -> Said:
    return next((said for begins, said in KNOWN.items() if str(refusal).startswith(begins)), UNKNOWN)
