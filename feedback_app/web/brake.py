"""Slows down whoever guesses: logins, and the codes of visits. Only what failed is counted.

The counts live in this process only: several nodes together allow that many times more guesses.
"""

from __future__ import annotations

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Brake:
    """At most so many failures for each key, e.g. "10 per minute" for each address."""

    def __init__(self, allowed: str) -> None:
        self._allowed = parse(allowed)
        self._counter = FixedWindowRateLimiter(MemoryStorage())

    def holds(self, key: str | None) -> bool:
        """Has this key failed too often just now?"""
        return not self._counter.test(self._allowed, key or "")

    def count(self, key: str | None) -> None:
        """One more failure."""
        self._counter.hit(self._allowed, key or "")
