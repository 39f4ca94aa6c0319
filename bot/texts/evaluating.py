"""/evaluate: how well a chat's people are told apart, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Iterator

from bot.recognition.helping import Help
from bot.recognition.reporting import Report, TooLittle
from bot.recognition.ways import Lacking
from bot.texts.chats import counted
from bot.texts.comparing import offer, ways
from bot.texts.lengths import length
from bot.texts.names import named
from bot.texts.rates import RULES, counted_of_hundred, of_hundred, promise

UNDER_WAY = "I'm at it already: the answer comes as soon as I'm through."
STILL_AT_IT = (
    "I'm asking myself about every photo, each as if it weren't enrolled. With many photos that "
    "takes a minute."
)
CAPTION_ROOM, MESSAGE_ROOM = 1000, 4000
"""Characters that are filled, as they are seen: Telegram takes 1,024 with a picture, and 4,096
without one."""
PAIRS = 5
NO_STRANGERS = (
    "How often a stranger is named by mistake can't be told yet: that takes one person more."
)
NOTE = (
    "<i>In brackets: what to expect of 100 new photos, 19 times of 20. Photos of one occasion, "
    "sent one by one, make this look better than it is.</i>"
)


def too_little(error: TooLittle, suffix: str) -> str:
    """That nothing can be measured yet, and what it takes."""
    if not error.photos:
        return (
            "I don't know anybody here yet, so there is nothing to measure. Teach me somebody "
            f"first: <code>/enroll{suffix} Anna</code>, then a few photos of Anna, then "
            f"/done{suffix}."
        )
    return (
        f"So far I know {counted(error.people, 'person', 'people')} here by "
        f"{counted(error.photos, 'photo')}, and that is too little to measure anything. It takes "
        "two people or more, and one of them with photos of more than one moment: I hide one "
        "photo and see whether the others tell who it is. Photos that are sent together, as an "
        "album, count as one moment; send one from another day by itself."
    )


def messages(report: Report, plan: Lacking) -> list[str]:
    """What was found: the caption of the picture, and messages with what does not fit there.

    The last one ends with the offer to compare the ways that ``plan`` says are lacking.
    """
    said = [""]
    for block in _blocks(report, plan):
        room = MESSAGE_ROOM if said[1:] else CAPTION_ROOM
        together = f"{said[-1]}\n\n{block}".lstrip("\n")
        if said[-1] and length(together) > room:
            said.append(block)
        else:
            said[-1] = together
    return said


def one_person(name: str, other: str) -> str:
    """That two people look like one; ``other`` is the name to keep."""
    return f"{other} and {name} look like one person: merge them?"


def helping(one: Help, name: str) -> str:
    """What would help, in a sentence about one person."""
    missed = f"{name}: {one.misses} of {counted(one.tries, 'photo')} not named"
    if one.photos > one.moments == 1:
        return f"{name}’s {one.photos} photos are all of one moment; {one.more} of other days"
    if one.misses and one.photos >= 5:
        return f"{missed}; {one.more} more, clear and in other light"
    return f"{name} has {counted(one.photos, 'photo')}; {one.more} more, in other light"


def _blocks(report: Report, plan: Lacking) -> Iterator[str]:
    """What is said, the most important first; each is read as a whole."""
    yield "\n".join(_found(report))
    if report.one_person or report.helps:
        pairs = [one_person(*(_name(report, each) for each in pair)) for pair in report.one_person]
        helps = [helping(one, _name(report, one.person_id)) for one in report.helps]
        helps = [f"• {line}" for line in [*pairs, *helps]]
        yield "\n".join(["<b>What would help most</b>", *helps])
    if report.evaluation.confusions:
        yield "\n".join(_alike(report))
    if report.compared:
        yield ways(report.compared)
    yield "\n".join(_rules(report))
    if plan:
        yield offer(plan)


def _found(report: Report) -> Iterator[str]:
    found = report.evaluation
    people, photos = counted(report.people, "person", "people"), counted(report.photos, "photo")
    yield f"<b>{people}, {photos}.</b> I asked myself about each photo as if it were new:"
    yield f"• named rightly: {counted_of_hundred(found.named)}"
    if found.asked.hits:
        asked = counted_of_hundred(found.asked)
        yield f"• not sure, the right person among those I'd ask about: {asked}"
    yield f"• named wrongly: {counted_of_hundred(found.mistaken)}"
    if found.strangers:
        yield "And as if its person had never been enrolled:"
        mistakes = counted_of_hundred(found.strangers_named, found.promised)
        yield f"• named by mistake: {mistakes}"
        if found.promised:
            yield f"<i>{promise(found.strangers_named, found.promised)}.</i>"
    else:
        yield NO_STRANGERS
    yield NOTE


def _alike(report: Report) -> Iterator[str]:
    pairs = report.evaluation.confusions
    yield "<b>Who looks alike</b>"
    for pair in pairs[:PAIRS]:
        one, other = (_name(report, each) for each in (pair.person_id, pair.taken_for))
        look = "looks" if pair.photos == 1 else "look"
        yield f"• {counted(pair.photos, 'photo')} of {one} {look} more like {other}"
    if len(pairs) > PAIRS:
        yield f"• and {counted(len(pairs) - PAIRS, 'more pair', 'more pairs')}"


def _rules(report: Report) -> Iterator[str]:
    found = report.evaluation
    yield f"<b>Right person first</b>, of {found.named.tries:,}, by each way of ranking people:"
    for rule, rate in found.rules.items():
        used = " (in use)" if rule is found.asking.rule else ""
        yield f"• {RULES[rule]}{used}: {rate.hits:,} ({of_hundred(rate)})"


def _name(report: Report, person_id: int) -> str:
    return named(report.names.get(person_id, "somebody"))
