"""How often something happened, and how sure that is, in words."""

from __future__ import annotations

from bot.recognition.intervals import Promise, Rate
from bot.recognition.scores import Rule

TOO_FEW = "too few to tell"
RULES = {
    Rule.LIKELIHOOD: "likelihood",
    Rule.BEST: "closest photo",
    Rule.BEST_TWO: "two closest photos",
    Rule.MEAN: "mean of the photos",
    Rule.COMBINED: "closest two and mean",
    Rule.VOTE: "vote of the closest photos",
}
"""The ways of ranking people."""
FINE = 0.02
"""Nearer to none or all than that, whole percents say too little."""
NARROW = 0.05
"""So close to none or all, it takes a thousand to tell two rates apart."""


def counted_of_hundred(rate: Rate, promised: float | None = None) -> str:
    """How often, and between which shares it is: “67 of 76 (between 69 and 96 of 100)”.

    So few tries that they tell nothing else may tell that a rate is above what is ``promised``.
    """
    return f"{rate.hits:,} of {rate.tries:,} ({of_hundred(rate, promised)})"


def of_hundred(rate: Rate, promised: float | None = None) -> str:
    """Of how many in 100 it would be true, or in 1,000 where it is nearly none or all."""
    broken = _is_broken(rate, promised)
    if not rate.tells and not broken:
        return TOO_FEW
    fine = rate.high < NARROW or rate.low > 1 - NARROW
    # What is said to be more than promised has to read as more.
    fine |= broken and round(rate.low * 100) <= 100 * (promised or 0)
    many = 1000 if fine else 100
    low, high = round(rate.low * many), round(rate.high * many)
    of = f"of {many:,}"
    if rate.hits == 0:
        return f"at most {high} {of}"
    if rate.hits == rate.tries or not rate.tells:
        return f"at least {low} {of}"
    return f"between {low} and {high} {of}"


def interval(rate: Rate, promised: float | None = None) -> str:
    """Between which shares the true one is, or that so few tries do not tell."""
    if not rate.tells and not _is_broken(rate, promised):
        return TOO_FEW
    low, high = percent(rate.low), percent(rate.high)
    if rate.hits == 0:
        return f"{high} at most"
    if rate.hits == rate.tries or not rate.tells:
        return f"{low} at least"
    return f"{low.removesuffix(' %')}–{high}"


def _is_broken(rate: Rate, promised: float | None) -> bool:
    return promised is not None and rate.against(promised) is Promise.BROKEN


def percent(share: float) -> str:
    """A share in percent: whole ones, or tenths of what is near none or all."""
    if 0 < share < FINE or 1 - FINE < share < 1:
        return f"{share * 100:.1f} %"
    return f"{share * 100:.0f} %"


def promise(rate: Rate, promised: float) -> str:
    """Whether strangers are named as rarely as is aimed at."""
    aimed = f"{round(1 / promised):,}"
    match rate.against(promised):
        case Promise.KEPT:
            return f"I aim at 1 in {aimed}, and keep to it"
        case Promise.BROKEN:
            return f"I aim at 1 in {aimed}, and it is more"
    return f"I aim at 1 in {aimed}; so few photos can't tell whether I keep to it"
