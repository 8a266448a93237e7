"""Databases without the app around them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback_app.store.database import connect


@pytest.fixture
def store(database_url: str) -> Iterator[Engine]:
    """A fresh migrated database, on each of the two engines in turn."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        yield session
