"""Answer a questionnaire: the page, and what comes back from it."""

from __future__ import annotations

import uuid
from typing import Literal, NamedTuple

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, HTTPException

from feedback_app.domain.answers import check
from feedback_app.domain.problems import Problem
from feedback_app.presentation.texts import translate
from feedback_app.services import collecting
from feedback_app.services.collecting import Delivery, Receipt
from feedback_app.services.errors import Conflict, NotAccepted
from feedback_app.store.database import db
from feedback_app.web import errors
from feedback_app.web.forms.complaints import complaints
from feedback_app.web.forms.questionnaire import QuestionnaireForm, as_typed
from feedback_app.web.pages import now, page
from feedback_app.web.visitor.parcel import HOLE, Parcel
from feedback_app.web.visitor.places import VISITOR, Place, place

SCRIPT_TEXTS = {
    "saved": "Kept on this device",
    "not-saved": "This device cannot keep what you type. Please send before you leave the page.",
    "no-network": "Not sent: no network right now. Your answers are kept on this device. Try again in a moment.",
    "sending-text": "Sending …",
    "left": "{left} characters left",
    "too-long": "{over} characters too many",
}
"""What the page's scripts may have to say."""


# Not "no-store": when a visitor comes back without JavaScript, the browser's own copy has what was typed.
PLAIN = {"Vary": "Accept-Encoding", "Cache-Control": "private, no-cache"}
PACKED = {**PLAIN, "Content-Encoding": "gzip"}

Filled = Literal["", "typed", "sent"]
"""Whether the page holds nothing yet, what somebody typed just now, or what was received before."""


class Notice(NamedTuple):
    """Something to tell above the questionnaire; the texts are messages to be translated."""

    tone: str
    word: str
    message: str


NOT_OPEN = Notice(
    "careful",
    "The visit has not opened yet.",
    "Nothing was sent, but everything you have typed is still here. Send it again when the visit has opened.",
)
CLOSED = Notice(
    "careful",
    "The visit closed before this was sent.",
    "Everything you have typed is still here. Ask your host to keep the visit open a little longer, then send again.",
)
TAKEN = Notice(
    "careful",
    "Something else was already received from this page.",
    "What was received stays as it is. Everything you have typed is still here: send again to deliver it as well.",
)
NOT_SPOKEN = Notice(
    "careful",
    "The visit no longer has the language that this was sent in.",
    "We received nothing yet. Everything you have typed is still here: look through it, and send it once more.",
)
FOREIGN = Notice(
    "careful",
    "This was sent from another site.",
    "We received nothing, to be on the safe side. Look through what is filled in below, and send it from here.",
)


def show(code: str, language: str, form_key: str, stop_key: str | None = None) -> ResponseReturnValue:
    """The empty questionnaire, from the pages already drawn; or filled in with what was sent, to be corrected."""
    here = place(code, language, form_key, stop_key)
    phase = here.hall.phase
    if phase in ("upcoming", "closed"):
        return redirect(here.hall.url(), 303)
    sent = _sent_before(here)
    if sent:
        return _private(
            _draw(here, QuestionnaireForm(here.sheet, as_typed(sent.answers)), str(sent.uid), filled="sent")
        )
    pages = here.known.pages
    key = (here.language, here.form.key, stop_key, phase)
    if key not in pages:
        pages[key] = Parcel(_draw(here, QuestionnaireForm(here.sheet), HOLE))
    return _unpack(pages[key])


def receive(code: str, language: str, form_key: str, stop_key: str | None = None) -> ResponseReturnValue:
    """Judge what was typed and receive it; or show it again, with what to do."""
    here = place(code, language, form_key, stop_key)
    form = QuestionnaireForm(here.sheet, request.form)
    if "_language" in request.form:
        return _again(here, form, 200)
    if here.language != language:
        return _again(here, form, 409, told=NOT_SPOKEN)
    checked = check(here.form.questionnaire, form.raw(), here.visit.stop_keys())
    if checked.problems:
        return _again(here, form, 422, problems=checked.problems)
    delivery = Delivery(_uid(), here.form, stop_key, checked.answers, _visitor() or None)
    try:
        receipt = collecting.receive(db.session(), here.visit, delivery, now())
    except NotAccepted as refusal:
        return _again(here, form, 409, told=NOT_OPEN if refusal.phase == "upcoming" else CLOSED)
    except Conflict:
        return _again(here, form, 409, told=TAKEN, uid=uuid.uuid4())
    address = url_for("visitor.receipt", code=here.visit.code, language=here.language, uid=receipt.uid)
    return redirect(address, 303)


def refused(error: Forbidden) -> ResponseReturnValue | HTTPException:
    """A questionnaire posted by a foreign site is shown filled in, to be sent from here."""
    arguments = request.view_args or {}
    if "form_key" not in arguments:
        return errors.answer(error)
    try:
        here = place(arguments["code"], arguments["language"], arguments["form_key"], arguments.get("stop_key"))
    except HTTPException as missing:
        return errors.answer(missing)
    return _again(here, QuestionnaireForm(here.sheet, request.form), 403, told=FOREIGN)


def _again(
    here: Place,
    form: QuestionnaireForm,
    status: int,
    *,
    problems: tuple[Problem, ...] = (),
    told: Notice | None = None,
    uid: uuid.UUID | None = None,
) -> Response:
    """The page with everything typed still there."""
    html = _draw(here, form, str(uid or _uid()), problems=problems, told=told, filled="typed")
    return _private(html, status)


def _private(html: str, status: int = 200) -> Response:
    response = Response(html, status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _draw(
    here: Place,
    form: QuestionnaireForm,
    uid: str,
    *,
    problems: tuple[Problem, ...] = (),
    told: Notice | None = None,
    filled: Filled = "",
) -> str:
    sheet, language = here.sheet, here.language
    listed = complaints(sheet, problems, language)
    return page(
        "visitor/questionnaire.html",
        language,
        sheet=sheet,
        form=form,
        faces=any(item.look == "faces" for item in sheet.items()),
        problems=listed,
        errors={complaint.where: complaint.message for complaint in listed},
        told=told and Notice(told.tone, translate(language, told.word), translate(language, told.message)),
        filled=filled,
        digest=here.form.digest,
        testing=here.hall.phase == "testing",
        uid=uid,
        visitor=_visitor() if filled else "",
        unit=here.unit,
        here=here.url(),
        programme_url=here.hall.url(),
        receipt_url=url_for("visitor.receipt", code=here.visit.code, language=language, uid=uuid.UUID(int=0)),
        draft=here.draft,
        visit_draft=here.hall.draft,
        tongues=here.tongues(),
        said={name: translate(language, text) for name, text in SCRIPT_TEXTS.items()},
    )


def _unpack(parcel: Parcel) -> Response:
    uid = str(uuid.uuid4())
    if request.accept_encodings.quality("gzip") > 0:
        return Response(parcel.packed(uid), headers=PACKED)
    return Response(parcel.plain(uid), headers=PLAIN)


def _sent_before(here: Place) -> Receipt | None:
    """The response that the address asks to correct, when it was received at this very place."""
    try:
        uid = uuid.UUID(request.args.get("_uid", ""))
    except ValueError:
        return None
    found = collecting.receipt(db.session(), here.visit, uid)
    return found if found and (found.form, found.stop) == (here.form, here.stop and here.stop.key) else None


def _uid() -> uuid.UUID:
    """The id that the page carried; a new one when it is missing or damaged."""
    try:
        return uuid.UUID(request.form.get("_uid", ""))
    except ValueError:
        return uuid.uuid4()


def _visitor() -> str:
    given = request.form.get("_visitor", "")
    return given if VISITOR.fullmatch(given) else ""
