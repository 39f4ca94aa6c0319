"""What speaks for a decision, in words: the deciding photos, the runner-up and the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log

from bot.recognition.friends import Likelihood
from bot.recognition.matching import SHOWN_DECIMALS, Candidate, Decision, Outcome
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
CLOSE = "close behind"
NEARLY = 0.1
"""Where the closest photos of two people differ by less, it is said that all photos decided."""


def sureness(decision: Decision) -> str:
    """How likely an answer is right; empty where too little is known to say."""
    if decision.outcome is not Outcome.KNOWN or decision.likelihood is None:
        return ""
    return SURENESS[decision.likelihood]


def evidence(
    decision: Decision, best: Candidate, names: Mapping[int, str], name: Written = named
) -> list[str]:
    """What speaks for a decision: a line for its ``best``, and one for whoever comes next."""
    photos, after, second = len(decision.matches), decision.choices[1:], decision.runner_up
    if after or decision.outcome is Outcome.UNKNOWN:
        like = "" if after else "Most like "
        first = f"{like}{_similar(best, names, name)}, {_votes(best, photos)}"
    else:
        enough = ", not quite enough" if decision.outcome is Outcome.UNSURE else ""
        first = f"Similarity {best.similarity:.2f}{enough} · {_votes(best, photos)}"
    others = [_other(decision, best, one, names, name) for one in after]
    if second and second not in after:
        others.append(f"Runner-up {_other(decision, best, second, names, name)}")
    return [first, *others]


def in_short(decision: Decision, best: Candidate, names: Mapping[int, str]) -> str:
    """The deciding photos, the runner-up and the margin, for a face that is one of several."""
    photos, told = len(decision.matches), _votes_in_short(best, len(decision.matches))
    if second := decision.runner_up:
        far = _far(decision, second)
        if decision.margin is None and photos > 1:
            far = _votes(second, photos, them=not _has_one(best))
        told += f" · {named(names[second.person_id])} {far}".rstrip()
    return told


def how_far(margin: float) -> str:
    """How far behind somebody is who is that much less likely, as a natural logarithm."""
    return "far behind" if margin >= FAR else "behind" if margin >= BEHIND else CLOSE


def _other(
    decision: Decision,
    best: Candidate,
    other: Candidate,
    names: Mapping[int, str],
    name: Written,
) -> str:
    """Somebody who comes after the best, and how far behind."""
    votes = ""
    if len(decision.matches) > 1 and (decision.margin is None or other in decision.choices):
        # By votes, they are the margin.
        votes = _votes(other, len(decision.matches), them=not _has_one(best))
    who, far = _similar(other, names, name), _far(decision, other)
    ahead = _shown(best) - _shown(other)
    if ahead < 0 and decision.margin is not None:
        who = name(names[other.person_id])
        far = f"{far}, though one photo is closer ({other.similarity:.2f})".lstrip(", ")
    elif (
        far not in {"", CLOSE}
        and round(ahead, SHOWN_DECIMALS) < NEARLY
        and max(best.photos, other.photos) > 1
    ):
        far += " by all photos together"
    return ", ".join(part for part in (who, votes, far) if part)


def _far(decision: Decision, other: Candidate) -> str:
    """How far behind somebody is; by what a decision weighs, not by one photo."""
    if other != decision.runner_up or decision.margin is None:
        return ""
    return how_far(decision.margin)


def passed_over(decision: Decision, names: Mapping[int, str], name: Written = named) -> str:
    """Who it is not, as people have said, where theirs is the closest photo; or nothing."""
    closest = decision.matches[0].person_id
    return name(names[closest]) if closest in decision.left_out and closest in names else ""


def either(people: Sequence[Candidate], names: Mapping[int, str], name: Written = named) -> str:
    """Whom it may be, one or several."""
    return listed([name(names[one.person_id]) for one in people])


def listed(them: Sequence[str]) -> str:
    """Some words with "or" between them."""
    return f"{', '.join(them[:-1])} or {them[-1]}" if len(them) > 1 else "".join(them)


def _shown(candidate: Candidate) -> float:
    return round(candidate.similarity, SHOWN_DECIMALS)


def _has_one(candidate: Candidate) -> bool:
    # Somebody with one photo has one vote at most: that says nothing against them.
    return candidate.photos == candidate.votes == 1


def _votes(candidate: Candidate, photos: int, *, them: bool = False) -> str:
    if _has_one(candidate):
        return "by their only photo"
    if photos == 1:
        return "theirs is the closest photo" if candidate.votes else "the closest is another's"
    return f"{candidate.votes or 'none'} of {'them' if them else f'the {photos} closest photos'}"


def _votes_in_short(candidate: Candidate, photos: int) -> str:
    if _has_one(candidate):
        return "only photo"
    if photos == 1:
        return "closest photo" if candidate.votes else "not the closest"
    return f"{candidate.votes or 'none'} of {photos} closest"


def _similar(candidate: Candidate, names: Mapping[int, str], name: Written) -> str:
    return f"{name(names[candidate.person_id])} {candidate.similarity:.2f}"
