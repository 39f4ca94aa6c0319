"""/evaluate: how well a chat's people are told apart, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Iterator

from bot.recognition.helping import Help
from bot.recognition.reporting import Report, TooLittle
from bot.recognition.sides import Compared
from bot.texts.chats import counted
from bot.texts.names import named
from bot.texts.rates import RULES, counted_rate, promise

UNDER_WAY = "I'm at it already: the answer comes as soon as I'm through."
STILL_AT_IT = (
    "I'm asking myself about every photo, each as if it weren't enrolled. With many photos that "
    "takes a minute."
)
CAPTION_ROOM = 1000
"""Characters of a caption that are filled; Telegram takes 1,024 after parsing."""
PAIRS = 2
VIEWS = {"face": "faces", "aligned": "faces", "photo": "whole photos", "joined": "both together"}


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
        "two people or more, with photos of more than one moment: I hide one photo and see "
        "whether the others tell who it is."
    )


def caption(report: Report) -> str:
    """What was found, within what a caption holds: the least important goes first."""
    lines = [*_found(report)]
    while len("\n".join(line for _, line in lines)) > CAPTION_ROOM:
        lines.remove(max(lines, key=lambda line: line[0]))
    return "\n".join(line for _, line in lines)


def _found(report: Report) -> Iterator[tuple[int, str]]:
    """Lines, each with how early it may go."""
    found = report.evaluation
    people, photos = counted(report.people, "person", "people"), counted(report.photos, "photo")
    yield 0, f"<b>{people}, {photos}.</b> I asked myself about each photo as if it were new:"
    yield 0, f"• named rightly: {counted_rate(found.named)}"
    if found.asked.hits:
        yield 0, f"• asked who of two or three, one being right: {counted_rate(found.asked)}"
    yield 0, f"• named wrongly: {counted_rate(found.mistaken)}"
    if found.strangers:
        yield 0, "And as if its person had never been enrolled:"
        yield 0, f"• named by mistake: {counted_rate(found.strangers_named)}"
        if found.promised:
            yield 1, f"<i>{promise(found.strangers_named, found.promised)}.</i>"
    for pair in found.confusions[:PAIRS]:
        one, other = (_name(report, each) for each in (pair.person_id, pair.taken_for))
        yield 3, f"Taken for {other}: {counted(pair.photos, 'photo')} of {one}."
    if report.helps:
        yield 0, "\n<b>What would help most</b>"
        for number, each in enumerate(report.helps):
            yield 2 * number, f"• {helping(each, _name(report, each.person_id))}"
    for way in report.compared:
        yield 4, f"{_side(way)}: {ranked(way)}"
    yield 5, f"\n{_rules(report)}"
    yield (
        1,
        (
            "\n<i>In brackets: where the truth is, 19 times of 20. Photos of one occasion, sent "
            "one by one, make this look better than it is.</i>"
        ),
    )


def helping(one: Help, name: str) -> str:
    """What would help, in a sentence about one person."""
    missed = f"{name}: {one.misses} of {counted(one.tries, 'photo')} not named"
    if one.photos > one.moments == 1:
        return f"{name}’s {one.photos} photos are all of one moment; {one.more} of other days"
    if one.misses and one.photos >= 5:
        return f"{missed}; {one.more} more, clear and in other light"
    return f"{name} has {counted(one.photos, 'photo')}; {one.more} more, in other light"


def ranked(one: Compared) -> str:
    """How often the right person came first."""
    found = one.evaluation
    return f"right person first {counted_rate(found.rules[found.asking.rule])}"


def _rules(report: Report) -> str:
    rules = report.evaluation.rules
    parts = [f"{RULES[rule]} {rate.hits}" for rule, rate in rules.items()]
    first = next(iter(rules.values()))
    return f"Right person first, of {first.tries}: {', '.join(parts)}."


def _side(one: Compared) -> str:
    return f"{VIEWS[one.spec.view].capitalize()} ({one.spec.model})"


def _name(report: Report, person_id: int) -> str:
    return named(report.names.get(person_id, "somebody"))
