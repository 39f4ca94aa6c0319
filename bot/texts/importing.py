"""What is said in a terminal while a folder of photos comes into a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.datasets.folders import Dataset, PhotoFile, shown
from bot.datasets.intake import Became, Fate
from bot.datasets.manifest import FILE, UNFINISHED, Manifest
from bot.datasets.restoring import Restoring
from bot.recognition.embedding import BadKey, BadSettings, EmbeddingError, UnknownModel
from bot.recognition.tally import Skipped
from bot.texts.chats import chat_named, counted
from bot.texts.datasets import LEFT_OUT, interrupted, left_out, several_faces
from bot.texts.names import isolated
from storage.models import Chat

DRY_RUN = "Only a look: nothing is embedded, and nothing is written."
LOOK_STOPPED = "Stopped. Nothing was written."
GO_ON = "Run the same command again to go on."
ONCE_MENDED = "Once that is mended, run the same command again to go on."
FOR_PEOPLE_TO_MEND = (BadKey, BadSettings, UnknownModel)
"""Faults that no waiting cures."""
UNANSWERED = (
    "Gemini gave no usable answer about some photos. Run the same command again to have them "
    "looked at once more."
)
WORDS: Mapping[Became, str] = {
    Became.ALREADY_THERE: "already there",
    Became.RENEWED: "taken in anew for the model in use",
    Became.LEFT_OUT: "left out",
}
FORESEEN: Mapping[Became, str] = {
    Became.ADDED: "new",
    Became.ALREADY_THERE: "already there",
    Became.RENEWED: "to be taken in anew for the model in use",
    Became.LEFT_OUT: "to be left out",
}
UNHEARD_OF = (
    "The bot has heard nothing from this chat yet. If that surprises you, look at the number "
    "again (“whosthis chats” lists the chats that it knows), and at DATABASE, which names the "
    "bot's file."
)


def place(database: Path, *, is_new: bool) -> str:
    """Which file people are imported to."""
    return f"{shown(database)} (new)" if is_new else shown(database)


def beginning(dataset: Dataset, chat: Chat, place: str, *, dry_run: bool) -> str:
    """What is about to be done."""
    people = counted(len({file.person for file in dataset.files}), "person", "people")
    photos = counted(len(dataset.files), "photo")
    begun = f"Importing {people}, {photos} into {chat_named(chat)} in {place}."
    return f"{begun} {DRY_RUN}" if dry_run else begun


def known_of(manifest: Manifest) -> str:
    """That the folder was exported, and is taken as such."""
    day = manifest.exported_at.astimezone().strftime("%d %B %Y").lstrip("0")
    return (
        f"The folder was exported on {day}, from {chat_named(manifest.chat)}. Photos that are "
        "unchanged are restored as they were, with their dates and without asking the model."
    )


def foreign(folder: Path) -> str:
    """That a file is not the manifest that its name promises."""
    return (
        f"{shown(folder / FILE)}: left out: it is damaged, or not from “whosthis export”. The "
        "photos are taken as they are."
    )


def unreadable(folder: Path, reason: str) -> str:
    """That nobody can tell whether a folder was exported, as its photos may have to be."""
    return f"{shown(folder / FILE)} cannot be read: {reason}."


def under_way(folder: Path) -> str:
    """That an export is not finished yet."""
    return f"An export is being written to {shown(folder)} just now. Please wait until it is done."


def unfinished(folder: Path) -> str:
    """That an export was cut short, so that nobody knows what is missing."""
    return (
        f"The folder {shown(folder)} holds an export that was cut short. Please export again, or "
        f"delete {UNFINISHED} in it to have the photos that are there taken as they are."
    )


def too_new(folder: Path) -> str:
    """That this program is too old for an export."""
    return (
        f"{shown(folder / FILE)} was written by a newer version of this program. Please upgrade, "
        "or move it elsewhere to have the photos taken as they are."
    )


def stopped(fates: Mapping[PhotoFile, Fate]) -> str:
    """That the work was stopped on request."""
    return f"Stopped. {_counts(fates)} {GO_ON}"


def failed(error: EmbeddingError) -> str:
    """Why the work cannot go on for now."""
    how = ONCE_MENDED if isinstance(error, FOR_PEOPLE_TO_MEND) else GO_ON
    return f"{interrupted(error, 0)} {how}"


def unwritable(reason: str) -> str:
    """That the database took no more."""
    return f"The database cannot be used any more: {reason}. {ONCE_MENDED}"


def so_far(fates: Mapping[PhotoFile, Fate]) -> str:
    """What was done until something went wrong."""
    return _counts(fates)


def done(fates: Mapping[PhotoFile, Fate]) -> str:
    """What was done."""
    return f"Done. {_counts(fates)}"


def foreseen(fates: Mapping[PhotoFile, Fate]) -> list[str]:
    """What would be done, a line for each person."""
    people: dict[str, Counter[Became]] = {}
    for file, fate in fates.items():
        people.setdefault(file.person, Counter())[fate.became] += 1
    lines = []
    for name, became in sorted(people.items()):
        parts = [f"{became[each]} {words}" for each, words in FORESEEN.items() if became[each]]
        lines.append(f"{isolated(name)}: {', '.join(parts)}.")
    return lines


def remarks(fates: Mapping[PhotoFile, Fate], restoring: Restoring | None) -> list[Sequence[str]]:
    """What one should know of single photos, by kind, a line each; those left out come first."""
    known = sorted(fates.items(), key=lambda item: item[0].path)
    return [
        *([left_out(file, why) for file, fate in known if fate.skipped is why] for why in UNUSED),
        [several_faces(file) for file, fate in known if fate.several_faces],
        [_also_of(file, fate.also_of) for file, fate in known if fate.also_of],
        [_incomparable(file, fate.incomparable) for file, fate in known if fate.incomparable],
        [_incomplete(file, fate.incomplete) for file, fate in known if fate.incomplete],
        [_unusable(restoring.unusable)] if restoring and restoring.unusable else [],
    ]


UNUSED: Iterable[Skipped] = [why for why in Skipped if Fate(why).became is Became.LEFT_OUT]


def _also_of(file: PhotoFile, others: Sequence[str]) -> str:
    have = "has" if len(others) == 1 else "have"
    names, person = " and ".join(map(isolated, others)), isolated(file.person)
    return f"{shown(file.path)}: {names} {have} the same photo; it counts for {person}, too."


def _incomparable(file: PhotoFile, why: Skipped) -> str:
    reason = LEFT_OUT[why]
    return f"{shown(file.path)}: kept, but unknown to the model in use: {reason}."


def _incomplete(file: PhotoFile, why: Skipped) -> str:
    reason = LEFT_OUT[why]
    return f"{shown(file.path)}: kept, but known to one of the two models alone: {reason}."


def _unusable(vectors: int) -> str:
    return (
        f"{counted(vectors, 'vector')} of the export cannot be used. Where the model in use needs "
        "one, it is made anew."
    )


def _counts(fates: Mapping[PhotoFile, Fate]) -> str:
    became = Counter(fate.became for fate in fates.values())
    parts = [f"{counted(became[Became.ADDED], 'photo')} added"]
    parts += [f"{became[each]} {words}" for each, words in WORDS.items() if became[each]]
    return f"{', '.join(parts)}."
