"""Numbers out of counts: shares, means and medians with their intervals, in closed form.

Counts may hold zeros. Sums are exact (integers and fractions) and become floats once, at the end. Without a
single answer everything here is a `ValueError`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

Counts = Mapping[int, int] | Mapping[float, int]
"""How many answers by value."""

CONFIDENCE = 0.95
"""How often an interval catches the true value in the long run."""

_EXPANSION_FROM = 300
"""From this many degrees of freedom on the series for the t quantile errs by less than 1e-12 at 95 %."""


def wilson(count: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Score interval for the share `count` / `total`.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    JASA 22 (1927) 209-212: (x + z²/2 ± z √(x(n-x)/n + z²/4)) / (n + z²).
    It stays within 0 and 1, and holds for few answers too.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is no share")
    z = _normal_quantile(confidence)
    middle = count + z * z / 2
    half = z * math.sqrt(count * (total - count) / total + z * z / 4)
    low = (middle - half) / (total + z * z)  # exactly 0 for none of them: the root of z² is exactly z
    high = (middle + half) / (total + z * z) if count < total else 1.0
    return low, high


def mean_with_interval(counts: Counts) -> tuple[float, float | None, float | None]:
    """Mean and the ends of its t interval at 95 %; the ends are None for a single answer.

    Student (W. S. Gosset), The probable error of a mean, Biometrika 6 (1908) 1-25: m ± t(n-1) s / √n with
    s² = (Σx² - (Σx)²/n) / (n-1). Answers that are all equal show no spread: the interval is then one point.
    """
    total = _answers(counts)
    sum_of_values = sum(Fraction(value) * count for value, count in counts.items())
    mean = float(sum_of_values / total)
    if total == 1:
        return mean, None, None
    sum_of_squares = sum(Fraction(value) ** 2 * count for value, count in counts.items())
    variance = (sum_of_squares - Fraction(sum_of_values) ** 2 / total) / (total - 1)
    half = t_quantile(total - 1) * math.sqrt(variance / total)
    return mean, mean - half, mean + half


def median(counts: Counts) -> float:
    """The middle answer, or the mean of the two in the middle (Hyndman and Fan 1996, type 2)."""
    total = _answers(counts)
    in_order = sorted(counts.items())
    reached = list(accumulate(count for _, count in in_order))

    def answer(rank: int) -> float:
        return in_order[bisect_right(reached, rank)][0]

    return (answer((total - 1) // 2) + answer(total // 2)) / 2


def top_box(counts: Counts, positive: float) -> tuple[int, int]:
    """How many answers lie at `positive` or above, and of how many."""
    return sum(count for value, count in counts.items() if value >= positive), _answers(counts)


@lru_cache(maxsize=1024)
def t_quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """How far from 0, to both sides, Student's t with `degrees` ≥ 1 of freedom stays with `confidence`.

    Many degrees: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5. Few: Newton's
    method on 26.7.3 and 26.7.4. That probability is concave in t > 0 and the normal quantile lies below the
    root, so the steps rise to it and cannot overshoot.
    """
    if degrees >= _EXPANSION_FROM:
        return _t_expansion(degrees, _normal_quantile(confidence))
    density_at_0 = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    t, step = _normal_quantile(confidence), math.inf
    while step > 1e-9 * t:  # the error after a step is about the square of the step
        density = density_at_0 * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        step = (confidence - _t_within(t, degrees)) / (2 * density)
        t += step
    return t


def _t_within(t: float, degrees: int) -> float:
    """The probability that Student's t lies between -t and t, as a finite sum (26.7.3 odd, 26.7.4 even)."""
    angle = math.atan2(t, math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    total, term = 0.0, cosine if odd else 1.0
    for step in range(1 + odd, degrees + 1, 2):
        total += term
        term *= cosine * cosine * step / (step + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _t_expansion(degrees: int, z: float) -> float:
    """The t quantile as a series in 1 / degrees around the normal quantile `z` (26.7.5)."""
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / degrees**power for power, term in enumerate(terms))


def _normal_quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _answers(counts: Counts) -> int:
    total = sum(counts.values())
    if total < 1:
        raise ValueError("no answers, nothing to say about them")
    return total
