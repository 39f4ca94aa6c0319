"""What ``whosthis evaluate`` says in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.datasets.folders import shown
from bot.recognition.evaluation import Evaluation
from bot.recognition.intervals import Rate
from bot.recognition.reporting import Report, TooLittle
from bot.recognition.sides import Compared
from bot.recognition.ways import Lacking
from bot.texts.chats import counted
from bot.texts.comparing import sent, way
from bot.texts.evaluating import helping, one_person
from bot.texts.names import isolated
from bot.texts.rates import RULES, interval, promise

Row = tuple[str, ...]

STOPPED = "Stopped."
ASKING = "Asking about photos"
OWN = "Each photo as if it were new"
STRANGERS = "Each photo as if its person were not enrolled"
PROBED = "Photos brought along"
PROBED_STRANGERS = "Photos brought along, of strangers"
COUNTS = ("photos", "true share")
RULE_COLUMNS = ("rule", "right person first", "true share")
PAIR_COLUMNS = ("photos of", "look more like", "photos")
SIDE_COLUMNS = ("compared by", "photos", "named rightly", "strangers named")
OTHER_WAYS = "Looking at photos in other ways"
MIXED_UP = "Who looks alike, of the enrolled photos:"
PROBED_MIXED_UP = "Who looks alike, of the photos brought along:"
HELP = "What would help most:"
NOTE = (
    "The true share is in that range 19 times of 20, were these people a fair sample. Photos of "
    "one occasion make all this look better than it is."
)


def introduction(report: Report) -> str:
    """What was evaluated, and how it decides."""
    asking = report.evaluation.asking
    people, photos = counted(report.people, "person", "people"), counted(report.photos, "photo")
    rule = f"ranked by {RULES[asking.rule]}, {asking.strictness.value}"
    return f"{people}, {photos}. {way(report.spec)}, {rule}."


def friend_rows(found: Evaluation) -> list[Row]:
    """What became of photos of people who are enrolled."""
    return [
        _row("named rightly", found.named),
        _row("not sure, the right person among those asked about", found.asked),
        _row("named wrongly", found.mistaken),
        _row("not named rightly (FNIR)", found.missed),
    ]


def stranger_rows(found: Evaluation) -> list[Row]:
    """What became of photos of people who are not."""
    return [
        _row("named by mistake (FPIR)", found.strangers_named, found.promised),
        _row("not sure, so asked about", found.strangers_asked),
    ]


def promised(found: Evaluation) -> str:
    """Whether the threshold does what it should, or where it is from if it was not learnt."""
    if found.asking.normal is not None:
        return "The threshold is the one that is set, and none is learnt."
    if found.promised is None:
        return "The threshold is the usual one: too little is enrolled to learn a better one."
    return f"Strangers named by mistake: {promise(found.strangers_named, found.promised)}."


def rule_rows(found: Evaluation) -> list[Row]:
    """How often each rule ranks the right person first; the one in use is marked."""
    return [
        (f"{RULES[rule]}{' (in use)' if rule is found.asking.rule else ''}", *_cells(rate))
        for rule, rate in found.rules.items()
    ]


def pair_rows(report: Report, found: Evaluation) -> list[Row]:
    """Whose photos look more like somebody else's, whatever is then said of them."""
    return [
        (_name(report, pair.person_id), _name(report, pair.taken_for), str(pair.photos))
        for pair in found.confusions
    ]


def side_rows(compared: Sequence[Compared]) -> list[Row]:
    """How well each way of comparing does, on the same photos."""
    return [
        (
            way(one.spec, [each.spec for each in compared]),
            str(one.photos),
            _both(one.evaluation.named),
            _both(one.evaluation.strangers_named, one.evaluation.promised),
        )
        for one in compared
    ]


def helps(report: Report) -> list[str]:
    """Who may be merged, and whose photos would help most."""
    pairs = [one_person(*(_name(report, each) for each in pair)) for pair in report.one_person]
    return [*pairs, *(helping(one, _name(report, one.person_id)) for one in report.helps)]


def too_little(error: TooLittle) -> str:
    """That nothing can be measured yet."""
    return (
        f"With {counted(error.people, 'person', 'people')} and {counted(error.photos, 'photo')} "
        "nothing can be measured: it takes two people or more, one of them with two photos of "
        "different moments. Photos sent together, as an album, are of one moment."
    )


def enrolled_already(photos: int) -> str:
    """That so many photos are left out, since they would be compared with themselves."""
    return (
        f"Left out: {counted(photos, 'photo')} to ask about that {_are(photos)} enrolled as well."
    )


def no_probes(folder: Path) -> str:
    return f"There is no photo to ask about in {folder} that is not enrolled as well."


def chart_written(path: Path) -> str:
    return f"The chart is in {shown(path)}."


def chart_unwritten(path: Path, error: OSError) -> str:
    """Why there is no chart."""
    return f"The chart {shown(path)} cannot be written: {error.strerror}."


def other_ways(plan: Lacking) -> str:
    """What is asked for so that every way can be compared."""
    whole = "" if plan.photos == plan.of else f" of the {plan.of:,}"
    return (
        f"To compare, {counted(plan.photos, 'photo')}{whole} are looked at in other ways too, "
        f"for which {sent(plan)} are sent to Gemini. Nothing of that is kept; --as-stored does "
        "without."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _row(words: str, rate: Rate, promised: float | None = None) -> Row:
    return (words, *_cells(rate, promised))


def _cells(rate: Rate, promised: float | None = None) -> Row:
    if not rate.tries:
        return "none tried", "cannot tell"
    return f"{rate.hits:,} of {rate.tries:,}", interval(rate, promised)


def _both(rate: Rate, promised: float | None = None) -> str:
    count, truly = _cells(rate, promised)
    return f"{count} ({truly})"


def _name(report: Report, person_id: int) -> str:
    return isolated(report.names.get(person_id, "?"))
