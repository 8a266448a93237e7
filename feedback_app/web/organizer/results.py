"""What a visit brought: the results, and the questions that are still open for the closing talk."""

from __future__ import annotations

from flask import Response

from feedback_app.services import reports
from feedback_app.services import results as outcome
from feedback_app.store.database import db
from feedback_app.web import desk
from feedback_app.web.organizer.visits import visit_or_404
from feedback_app.web.pages import now

OPEN_QUESTIONS = "open_questions"
"""Key of the question "what are you still wondering about?"."""


def results(slug: str) -> Response:
    """The same document as the PDF report, as a page."""
    visit = visit_or_404(slug)
    document = reports.document(db.session(), desk.order(visit, desk.language()))
    return desk.draw("organizer/results.html", visit=visit, phase=visit.phase(now()), document=document)


def questions(slug: str) -> Response:
    """What guests still wonder about, large enough to be read together."""
    visit = visit_or_404(slug)
    brought = outcome.read(db.session(), visit)
    asked = [text.answer for text in brought.texts if text.question.key == OPEN_QUESTIONS]
    return desk.draw("organizer/questions.html", visit=visit, phase=visit.phase(now()), asked=asked)
