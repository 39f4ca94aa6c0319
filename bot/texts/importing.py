"""What is said in a terminal while a folder of photos comes into a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.datasets.folders import Dataset, PhotoFile, shown
from bot.datasets.intake import Became, Fate
from bot.datasets.manifest import FILE, UNFINISHED, Manifest
from bot.datasets.restoring import Restoring
from bot.recognition.embedding import EmbeddingError
from bot.texts.chats import chat_named, counted
from bot.texts.datasets import LEFT_OUT, interrupted, left_out
from storage.models import Chat

DRY_RUN = "Only a look: nothing is embedded, and nothing is written."
LOOK_STOPPED = "Stopped. Nothing was written."
GO_ON = "Run the same command again to go on."
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
    "again; “whosthis chats” lists the chats that it knows."
)


def beginning(dataset: Dataset, chat: Chat, *, dry_run: bool) -> str:
    """What is about to be done."""
    people = counted(len({file.person for file in dataset.files}), "person", "people")
    photos = counted(len(dataset.files), "photo")
    begun = f"Importing {people}, {photos} into {chat_named(chat)}."
    return f"{begun} {DRY_RUN}" if dry_run else begun


def known_of(manifest: Manifest) -> str:
    """That the folder was exported, and is taken as such."""
    day = manifest.exported_at.astimezone().strftime("%d %B %Y").lstrip("0")
    return (
        f"The folder was exported on {day}, from {chat_named(manifest.chat)}. Photos that are as "
        "they were exported come back with their dates and vectors."
    )


def foreign(folder: Path) -> str:
    """That a file is not the manifest that its name promises."""
    return (
        f"{shown(folder / FILE)}: left out: it is damaged, or not from “whosthis export”. The "
        "photos are taken as they are."
    )


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


def failed(error: EmbeddingError, fates: Mapping[PhotoFile, Fate]) -> str:
    """That the work cannot go on for now."""
    return f"{interrupted(error, 0)} {_counts(fates)} {GO_ON}"


def unwritable(reason: str, fates: Mapping[PhotoFile, Fate]) -> str:
    """That the database took no more."""
    return f"The database cannot be written to: {reason}. {_counts(fates)} {GO_ON}"


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
        lines.append(f"{name}: {', '.join(parts)}.")
    return lines


def remarks(fates: Mapping[PhotoFile, Fate], restoring: Restoring | None) -> list[str]:
    """A line for everything that one should know of single photos; those left out come first."""
    lines, more = [], []
    for file, fate in sorted(fates.items(), key=lambda item: item[0].path):
        path = shown(file.path)
        if fate.skipped and fate.became is Became.LEFT_OUT:
            lines.append(left_out(file, fate.skipped))
        if fate.several_faces:
            more.append(f"{path}: several faces; the largest is taken for {file.person}.")
        if fate.also_of:
            others = " and ".join(fate.also_of)
            have = "has" if len(fate.also_of) == 1 else "have"
            more.append(f"{path}: {others} {have} the same photo; now {file.person} has it, too.")
        if fate.incomparable:
            reason = LEFT_OUT[fate.incomparable]
            more.append(f"{path}: kept, but the model in use cannot compare it: {reason}.")
    if restoring and restoring.unusable:
        more.append(
            f"{counted(restoring.unusable, 'vector')} of the export cannot be used. Where the "
            "model in use needs one, it is made anew."
        )
    return lines + more


def _counts(fates: Mapping[PhotoFile, Fate]) -> str:
    became = Counter(fate.became for fate in fates.values())
    parts = [f"{counted(became[Became.ADDED], 'photo')} added"]
    parts += [f"{became[each]} {words}" for each, words in WORDS.items() if became[each]]
    return f"{', '.join(parts)}."
