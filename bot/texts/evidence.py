"""What speaks for a decision, in words: the deciding photos, the runner-up and the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log

from bot.recognition.friends import Likelihood
from bot.recognition.matching import Candidate, Decision, Outcome
from bot.texts.names import named

Written = Callable[[str], str]
"""How a name is written in a sentence."""
SURENESS: Mapping[Likelihood, str] = {
    Likelihood.VERY_LIKELY: "very likely",
    Likelihood.PROBABLY: "probably",
    Likelihood.PERHAPS: "I think",
}
"""How likely it is that whoever is named is who it is, behind the name."""
BEHIND, FAR = log(10), log(1_000_000)
"""How many times likelier somebody is, as a logarithm, who is ahead at all, or far ahead.

Such odds are high, as they take all that differs between photos to be chance: with one photo each,
a million to one is a difference of about .2 in similarity, and friends are usually farther ahead.
"""


def sureness(decision: Decision) -> str:
    """How likely an answer is right; empty where too little is known to say."""
    if decision.outcome is not Outcome.KNOWN or decision.likelihood is None:
        return ""
    return SURENESS[decision.likelihood]


def evidence(
    decision: Decision, best: Candidate, names: Mapping[int, str], name: Written = named
) -> str:
    """What speaks for a decision, in a line; ``best`` is its own."""
    if decision.outcome is Outcome.UNKNOWN:
        return _closest(decision, best, names, name)
    photos = len(decision.matches)
    if len(decision.choices) > 1:
        first, next_one, *others = (
            f"{_candidate(one, names, name)}, {_votes(one, photos)}" for one in decision.choices
        )
        margin = behind(decision) if decision.choices[1] == decision.runner_up else ""
        return " · ".join([first, _with(next_one, margin), *others])
    enough = ", not quite enough" if decision.outcome is Outcome.UNSURE else ""
    parts = [f"similarity {best.similarity:.2f}{enough}", _votes(best, photos)]
    if second := decision.runner_up:
        parts.append(_with(f"runner-up {_candidate(second, names, name)}", behind(decision)))
    return " · ".join(parts)


def _closest(decision: Decision, best: Candidate, names: Mapping[int, str], name: Written) -> str:
    closest = f"Closest: {_candidate(best, names, name)}"
    if second := decision.runner_up:
        closest += f", then {_candidate(second, names, name)}"
    return f"{closest}."


def _with(what: str, margin: str) -> str:
    return f"{what}, {margin}" if margin else what


def behind(decision: Decision) -> str:
    """How far the runner-up is behind; by what a decision weighs, not by one photo."""
    best, second, margin = decision.best, decision.runner_up, decision.margin
    if best is None or second is None:
        return ""
    closer = round(second.similarity, 2) > round(best.similarity, 2)
    if margin is None:
        return "with fewer of them" if closer else ""
    far = "far behind" if margin >= FAR else "behind" if margin >= BEHIND else "close behind"
    return f"{far} by all photos together" if closer else far


def passed_over(decision: Decision, names: Mapping[int, str], name: Written = named) -> str:
    """That the face is not of whoever has the closest photo, where people have said so."""
    closest = decision.matches[0].person_id
    if closest not in decision.left_out or closest not in names:
        return ""
    return f"Not {name(names[closest])}, as I was told."


def either(people: Sequence[Candidate], names: Mapping[int, str], name: Written = named) -> str:
    """Whom it may be, one or several."""
    them = [name(names[one.person_id]) for one in people]
    return f"{', '.join(them[:-1])} or {them[-1]}" if len(them) > 1 else "".join(them)


def _votes(best: Candidate, matches: int) -> str:
    # Somebody with one photo has one vote at most: that says nothing against them.
    if best.photos == best.votes == 1:
        return "by their only photo"
    return f"{best.votes} of the {matches} closest photos"


def _candidate(candidate: Candidate, names: Mapping[int, str], name: Written) -> str:
    return f"{name(names[candidate.person_id])} {candidate.similarity:.2f}"
