"""Why an answer is what it is, for whoever asks."""

from __future__ import annotations

from bot.chats.explaining import Explanation
from bot.recognition.learning import FEWEST_PEOPLE, Learnt, Thresholds
from bot.recognition.matching import Outcome
from bot.texts.chats import counted
from bot.texts.evidence import how_far
from bot.texts.feedback import GONE
from bot.texts.names import named

HEADS = {
    Outcome.KNOWN: "Why <b>{best}</b>?",
    Outcome.UNSURE: "Why am I not sure?",
    Outcome.UNKNOWN: "Why do I name nobody?",
}
NO_MORE = f"Why did I name {GONE}?"
CHART = (
    "In the picture, each dot is a photo: on the right lie those that are most alike, and the "
    "flag is this face."
)
NO_CHART = "Once I know more people and photos here, there is a chart, too."
CHANGED = "Photos have come or gone since I answered: the dots are those of now."


def why(told: Explanation, thresholds: Thresholds | None, settled: float | None) -> str:
    """What speaks for an answer. ``thresholds`` are those in use now, where anything is learnt.

    ``settled`` is a similarity that whoever runs the bot has set instead.
    """
    outcome = Outcome(told.face.outcome)
    head = HEADS[outcome].format(best=named(told.best or ""))
    if outcome is Outcome.KNOWN and not told.best:
        head = NO_MORE
    lines = [head, _photos(told)]
    lines += [line for line in (_first_two(told), sure(told, thresholds, settled)) if line]
    return "\n".join(lines)


def sure(told: Explanation, thresholds: Thresholds | None, settled: float | None) -> str:
    """From where on people are named, and how sure that can be with these photos."""
    if settled is not None:
        return "Whoever runs me has set from which similarity on I name people."
    if told.learnt is None or thresholds is None:
        return "I compare in another way by now, so I can't show where this face lay."
    people, known = told.learnt.people, thresholds.known
    if known.low is None or known.high is None or known.rate is None:
        return (
            f"With {counted(people, 'person', 'people')} here there is too little to learn from, "
            f"so I go by what holds for most faces{_usual(told.learnt, thresholds)}. From "
            f"{FEWEST_PEOPLE} people on I learn it from your photos."
        )
    low, high = round(known.low * 1000), max(1, round(known.high * 1000))
    between = f"between {low} and {high}" if low else f"at most {high}"
    return (
        f"From where on I name somebody I have learnt from the {people} people here: of 1,000 "
        f"strangers I would name about {round(known.rate * 1000)}, and with so many people I can "
        f"be sure of {between}."
    )


def _usual(learnt: Learnt, thresholds: Thresholds) -> str:
    """What holds for most faces, where it can be said in the similarities that are shown."""
    if thresholds.similar:
        return f": to be named takes a similarity of {thresholds.known.score:.2f}"
    if learnt.standard.has_centre(len(learnt.roll)):
        return ", once what all people here have in common is left out"
    usual = learnt.standard.known
    return (
        f": to be named takes a similarity of {usual:.2f} to somebody's only photo, or more if "
        "strict, less if relaxed"
    )


def _photos(told: Explanation) -> str:
    whose = [f"{count} of {named(name)}" for name, count in told.deciding]
    if told.gone:
        whose.append(f"{told.gone} that {'is' if told.gone == 1 else 'are'} gone by now")
    count = len(told.face.photo_ids)
    if count == 1:
        return f"The closest photo is {named(told.deciding[0][0])}'s." if told.deciding else ""
    return f"The {count} closest photos: {', '.join(whose)}."


def _first_two(told: Explanation) -> str:
    """Who came first, where that is not the answer, and who next."""
    margin, lines = told.face.margin, []
    if told.best and told.face.outcome != Outcome.KNOWN:
        lines.append(f"Most like {named(told.best)}.")
    if told.second:
        far = "" if margin is None else f", {how_far(margin)}"
        lines.append(f"Next comes {named(told.second)}{far}.")
    return " ".join(lines)
