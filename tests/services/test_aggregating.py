"""Counts stay exact while many people write at once: real threads, real transactions, both engines."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import aggregating, collecting, results
from feedback_app.store import responses
from feedback_app.store.database import db, snapshot, submitting, writing
from tests.engines import Engine, Postgres
from tests.services.conftest import BOARD, NOON, delivery

WRITERS = 16
ROUNDS = 12


class Books:
    """What the writers know that they did, to be held against what the store says."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.readable: dict[UUID, str] = {}

    def note(self, uid: UUID, readable: str | None) -> None:
        with self.lock:
            if readable is None:
                del self.readable[uid]
            else:
                self.readable[uid] = readable


def recount(session: Session, visit: Visit) -> aggregating.CellsByVersion:
    cells: aggregating.CellsByVersion = {}
    aggregating.count_in(cells, visit, responses.everything(session, visit.id))
    return cells


def page_is_right(session: Session, visit: Visit) -> bool:
    """In one snapshot: is the aggregate with its tail what a full recount says?"""
    with snapshot(session):
        aggregate = responses.aggregate(session, visit.id)
        page = aggregating.counted(aggregate)
        aggregating.count_in(page, visit, responses.in_batches(session, visit.id, aggregate.upto))
        return {key: cells for key, cells in page.items() if cells} == recount(session, visit)


def write(session: Session, visit: Visit, books: Books, seed: int) -> None:
    """Submit, repeat, correct and erase, in a random order; all writers hit the same stops."""
    dice = random.Random(seed)
    for _ in range(ROUNDS):
        uid, stop, readable = uuid4(), dice.choice("123"), dice.choice("0123")
        sent = delivery(visit, BOARD, stop, uid, readable=readable)
        for _ in range(dice.choice((1, 1, 3))):
            collecting.receive(session, visit, sent, NOON)
        books.note(uid, readable)
        if dice.random() < 0.3:
            changed = dice.choice("0123")
            collecting.receive(session, visit, delivery(visit, BOARD, stop, uid, readable=changed), NOON)
            books.note(uid, changed)
        if dice.random() < 0.2:
            collecting.erase(session, visit, uid)
            books.note(uid, None)


@pytest.mark.slow
def test_a_reader_never_sees_a_wrong_page_while_sixteen_write_and_two_seal(app: Flask, visit: Visit) -> None:
    books, done = Books(), threading.Event()
    pages: list[bool] = []

    def with_session(work: Callable[[Session], None]) -> None:
        with app.app_context():
            work(db.session())

    def seal_and_fold(session: Session) -> None:
        while not done.is_set():
            aggregating.seal(session, visit)
            aggregating.fold(session, visit)
            time.sleep(0.03)

    def read(session: Session) -> None:
        while not done.is_set():
            pages.append(page_is_right(session, visit))

    with ThreadPoolExecutor(WRITERS + 3) as pool:
        others = [pool.submit(with_session, work) for work in (seal_and_fold, seal_and_fold, read)]
        writers = [
            pool.submit(with_session, lambda session, seed=seed: write(session, visit, books, seed))  # type: ignore[misc]
            for seed in range(WRITERS)
        ]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        for other in others:
            other.result()

    assert len(pages) > 3
    assert all(pages)
    with app.app_context():
        session = db.session()
        aggregating.seal(session, visit)
        aggregating.fold(session, visit)
        found = results.read(session, visit).forms[0].tally.item("readable")
        values = list(books.readable.values())
        assert dict(found.values) == {value: values.count(value) for value in set(values)}
        stored = {response.uid for response in responses.everything(session, visit.id)}
        assert stored == set(books.readable)


@pytest.mark.slow
def test_fifty_simultaneous_tries_of_one_response_store_it_once(app: Flask, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3")

    def attempt(_: int) -> str:
        with app.app_context():
            return collecting.receive(db.session(), visit, sent, NOON).outcome

    with ThreadPoolExecutor(16) as pool:
        outcomes = sorted(pool.map(attempt, range(50)))
    assert outcomes == ["same"] * 49 + ["stored"]


def test_a_retry_after_a_seal_meets_its_first_try(app: Flask, session: Session, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3")
    for _ in range(3):
        collecting.receive(session, visit, sent, NOON)
        aggregating.seal(session, visit)
    aggregating.fold(session, visit)
    assert results.read(session, visit).received() == 1


def test_folding_twice_counts_once(session: Session, visit: Visit) -> None:
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    aggregating.seal(session, visit)
    for _ in range(2):
        aggregating.fold(session, visit)
    assert results.read(session, visit).received() == 1


@pytest.fixture
def on_postgresql(engine: Engine) -> bool:
    return isinstance(engine, Postgres)


def test_a_batch_is_sealed_only_after_everybody_in_it_has_committed(
    app: Flask, session: Session, visit: Visit, on_postgresql: bool
) -> None:
    """On SQLite a submission is one statement, so there is nobody to wait for."""
    sent = collecting.as_new(visit, delivery(visit, BOARD, "1", readable="3"))

    def seal_and_fold() -> None:
        with app.app_context():
            aggregating.seal(db.session(), visit)
            aggregating.fold(db.session(), visit)

    sealing = threading.Thread(target=seal_and_fold)
    with submitting(session, visit.id) as connection:
        assert responses.add(connection, sent, NOON)
        sealing.start()
        sealing.join(0.5)
        assert sealing.is_alive() is on_postgresql
    sealing.join()
    assert results.read(session, visit).received() == 1


def test_an_erasure_waits_for_a_fold_that_counts_what_it_erases(app: Flask, session: Session, visit: Visit) -> None:
    """Whoever changes the aggregate has it alone."""
    sent = delivery(visit, BOARD, "1", readable="3")
    collecting.receive(session, visit, sent, NOON)
    aggregating.seal(session, visit)

    def erase() -> None:
        with app.app_context():
            collecting.erase(db.session(), visit, sent.uid)

    erasing = threading.Thread(target=erase)
    with writing(session):
        aggregate = responses.lock_aggregate(session, visit.id)
        erasing.start()
        erasing.join(0.5)
        assert erasing.is_alive()
        cells = aggregating.counted(aggregate)
        aggregating.count_in(cells, visit, responses.in_batches(session, visit.id, aggregate.upto, 1))
        aggregating.keep(aggregate, cells, 1)
    erasing.join()
    assert results.read(session, visit).received() == 0
