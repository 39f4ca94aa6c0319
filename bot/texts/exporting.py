"""What is said in a terminal while a chat's people are written to a folder."""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.datasets.exporting import Plan
from bot.datasets.folders import shown
from bot.texts.chats import chat_named, counted

DRY_RUN = "Only a look: nothing is written."
STOPPED = "Stopped. What was written is removed again."


def beginning(plan: Plan, target: Path, *, dry_run: bool) -> str:
    """What is about to be done."""
    people = counted(len(plan.people), "person", "people")
    begun = (
        f"Exporting {people}, {counted(plan.photos, 'photo')} of {chat_named(plan.chat)} to "
        f"{shown(target)}."
    )
    return f"{begun} {DRY_RUN}" if dry_run else begun


def planned(plan: Plan) -> list[str]:
    """What would be written, a line for each person."""
    return [
        f"{person.name}: {counted(person.photos, 'photo')} in {folder}"
        for person, folder in plan.people
    ]


def done(target: Path) -> str:
    """That it was done, and what it takes to undo it."""
    # What begins with a dash would be taken for an option.
    path = shown(target)
    argument = shlex.quote(f"./{path}" if path.startswith("-") else path)
    return (
        f"Done. {shown(target)} holds people's photos and all that is known of their faces: keep "
        f"it as private as the database. “whosthis import {argument} --chat ID” restores it."
    )


def unwritable(target: Path, reason: str) -> str:
    """That no export can be put there."""
    return f"The export cannot be written to {shown(target)}: {reason}."


def broken_off(target: Path, reason: str) -> str:
    """That the folder took no more."""
    return f"{unwritable(target, reason)} What was written is removed again."


def not_empty(target: Path) -> str:
    return f"{shown(target)} is not empty; an export needs a new folder."


def cut_short(target: Path) -> str:
    """That what is there is of no use."""
    return f"{shown(target)} holds an export that was cut short. Please delete it first."


def under_way(target: Path) -> str:
    """That somebody else is at it."""
    return f"Another export is being written to {shown(target)} just now; choose another folder."


def not_a_folder(target: Path) -> str:
    return f"{shown(target)} is not a folder."


def no_parent(target: Path) -> str:
    return f"There is no folder {shown(target.parent)} to put the export in."
