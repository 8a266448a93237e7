"""The short word code that opens a visit.

Three short Norwegian words without the letters that are mistaken for others (i, l, o, q and the digits), without
æ, ø and å that foreign keyboards lack, and without two words that sound alike: easy to say, to write and to type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NOUNS = """
ask aure bark beger bekk benk berg bever bre brev bru bue bukk buss bygg damp dans dekk drage drue due dugg duk dun
dverg dyne egg eng ert eske espe fane fasan fat ferge fest fjes frakk furu gate gaupe gave gnu gran gras gress gryte
hage hake hare hatt havn havre hegre hekk hest hette hump hund hytte jakke jakt juv kaffe kake kam kanne kart katt
kjede knapp knekk knute krage krans krem krus kube kurv kyst mark maske mast matte maur meny mus mygg mynt myr natt
nebb nepe nese nype pakke panne park pumpe pute ramme rask reke rekke rev revy rug rute rygg rype sag sand sau seng
sete skap skatt skje skru sky smak smed spade spar spett stav steg stubb stue sump svane sverd tak tann tare tau
teppe trane trapp tre trekk tue tun tunge urt vann varde vase vekt veps verft vest vev
"""
WORDS: tuple[str, ...] = tuple(_NOUNS.split())

_SEPARATORS = re.compile(r"[\s\-_.,]+")
LENGTH = 3


def draw(choose: Callable[[Sequence[str]], str]) -> str:
    """A new code; `choose` picks one of a sequence, at random."""
    return "-".join(choose(WORDS) for _ in range(LENGTH))


def tidy(typed: str) -> str:
    """What somebody typed, as a code: any case, spaces or commas between the words."""
    return "-".join(word for word in _SEPARATORS.split(typed.casefold()) if word)
