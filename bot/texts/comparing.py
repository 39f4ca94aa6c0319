"""The ways of comparing photos: which there are, what trying them takes, and which serves best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.access.prices import dollars
from bot.recognition.embedding import EmbeddingError
from bot.recognition.sides import Compared
from bot.recognition.ways import Lacking
from bot.texts.chats import counted
from bot.texts.rates import counted_of_hundred
from bot.texts.reasons import NO_EMBEDDING, kind_of
from storage.models import EmbeddingSpec
from storage.records import DayUsage

COMPARE = "Compare the ways"
AT_IT = "I'm at it. The answer comes below."
INTERRUPTED = (
    "I was stopped before I could finish this. Please press the button again in a minute."
)
STILL_AT_IT = (
    "I'm looking at every photo in every way. With Gemini's requests per minute that may take a "
    "few minutes."
)
NO_OTHER = (
    "None of these photos could be looked at in another way, so there is nothing to compare."
)
VIEWS = {"face": "faces", "aligned": "faces", "photo": "whole photos", "joined": "both together"}
SETTINGS = "Whoever runs me chooses between them: EMBEDDER and GEMINI_VIEW."
FEW_MINUTES = 60
"""Pictures from which on one waits for the requests per minute."""
CENT = 0.01


def way(spec: EmbeddingSpec, among: Iterable[EmbeddingSpec] = ()) -> str:
    """What is compared by what; with the vectors' length where only that tells two apart."""
    alike = [one for one in among if (one.view, one.model) == (spec.view, spec.model)]
    length = f" at {spec.dimensions:,}" if len(alike) > 1 else ""
    return f"{VIEWS[spec.view].capitalize()}, {spec.model}{length}"


def ways(compared: Sequence[Compared]) -> str:
    """How well each way does on the same photos; the first is in use."""
    lines = [f"<b>Ways of comparing</b>, on {counted(compared[0].photos, 'photo')}"]
    specs = [one.spec for one in compared]
    for number, one in enumerate(compared):
        found, used = one.evaluation, "" if number else " (in use)"
        told = f"named rightly {counted_of_hundred(found.named)}"
        if found.strangers:
            mistakes = counted_of_hundred(found.strangers_named, found.promised)
            told += f"; strangers named by mistake {mistakes}"
        lines.append(f"• {way(one.spec, specs)}{used}: {told}")
    return "\n".join(lines)


def answer(compared: Sequence[Compared], note: str) -> str:
    """What came of comparing all ways."""
    if not compared:
        return NO_OTHER
    return f"{ways(compared)}\n\n{note}\n{SETTINGS}"


def failed(error: EmbeddingError) -> str:
    """Why the ways could not be compared."""
    return (
        f"{NO_EMBEDDING[kind_of(error)]}, so I couldn't compare the ways. The button still works "
        "when that is over."
    )


def offer(plan: Lacking) -> str:
    """What trying the other ways takes, over the button that does it."""
    which = f"these {plan.of:,} photos"
    if plan.photos < plan.of:
        which = f"{plan.photos:,} of these {plan.of:,} photos, as many of each person,"
    return (
        "<b>Whole photos, faces, or two models together?</b> The button has me look at "
        f"{which} in every way and tell which serves them best. {_takes(plan)}, and I keep "
        "nothing of it."
    )


def sent(plan: Lacking) -> str:
    """What is sent so that every way can be compared."""
    if plan.whole == plan.to_send:
        return f"at most {counted(plan.to_send, 'whole photo')}"
    among = f", {plan.whole:,} of them whole photos," if plan.whole else ""
    return f"at most {counted(plan.to_send, 'picture')}{among}"


def _takes(plan: Lacking) -> str:
    """Requests as Google counts them, one for each picture, and what they cost."""
    if not plan.to_send:
        return "For that I send nothing to Gemini"
    words = [f"For that I send {sent(plan)} to Gemini: {counted(plan.to_send, 'request')}"]
    cost = dollars([DayUsage(plan.model, plan.photos, plan.to_send, plan.to_send)])
    if cost is not None:
        words.append(f"about ${cost:.2f}" if cost >= CENT else "less than a cent")
    if plan.to_send >= FEW_MINUTES:
        words.append("a few minutes")
    return ", ".join(words)
