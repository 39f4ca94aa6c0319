"""What /privacy says: what is kept, who sees it, where it goes, how long, and how it goes away."""

from __future__ import annotations

from datetime import timedelta

from bot.chats.answered import KEPT as ANSWERS_KEPT
from bot.chats.roster import UNDO
from bot.texts.chats import counted


def privacy(*, where: str, suffix: str, kept: timedelta) -> str:
    """What becomes of photos in this chat.

    ``where`` says where photos are compared. ``suffix`` is what commands need behind them in a
    group, and empty in private. ``kept`` is for how long a group's people outlive the bot there.
    """
    undo = counted(int(UNDO.total_seconds() // 60), "minute")
    answers = counted(ANSWERS_KEPT.days, "day")
    return "\n\n".join(
        (
            "<b>What I keep</b>\n"
            "• Of people who are enrolled: their name, the photos they are enrolled with, the "
            "numbers by which I compare these, and who enrolled them.\n"
            f"• Photos you only ask about I forget once they are answered. For {answers} I note "
            "whom I named, where the faces were and Telegram's number of the photo, for the "
            "buttons below my answer: no picture, and no numbers to compare by.\n"
            "• Of a face that I was told is somebody else, the numbers by which I compare it, so "
            "that I don't make that mistake again. They go with that person, with Undo, and by a "
            "button on that person's card.\n"
            "• Of a photo that I held back or asked about while enrolling: the name and where its "
            "faces are, for a day at most.\n"
            "• Who may use me, how many photos each user and each chat asked about today, and the "
            "settings of this chat.",
            f"<b>Where photos go</b>\n• {where}",
            f"<b>Who can see it</b>\n{_seen(group=bool(suffix))}",
            f"<b>For how long</b>\n{_long(suffix, kept)}\n"
            f"• Whoever is removed can be brought back for {undo}; then they are deleted for "
            f"good. A photo that turned out to be of somebody else can be for {answers}.",
            "<b>How to erase</b>\n"
            f"• <code>/forget{suffix} Anna</code> removes one person, /people{suffix} single "
            "photos.\n"
            f"• /erase{suffix} removes everything I hold about this "
            f"{'group' if suffix else 'chat'}, at once.\n"
            f"• /forgetme{suffix} removes you, wherever somebody enrolled you as yourself.\n"
            f"• /export{suffix} gives you a copy first.",
        )
    )


def compared_by(*, gemini: bool, both: bool, whole_photos: bool) -> str:
    """Where photos are compared, with the settings in use."""
    if not gemini:
        return "They are compared on the machine I run on; no other service sees them."
    part = "each photo"
    if not whole_photos:
        part = "the part of a photo around each face (all of it where I find none)"
    ways = (
        " Whole photos of people who are enrolled are sent only where somebody who manages them, "
        "or runs me, has me compare the ways, as below /evaluate."
    )
    return (
        f"To be compared, {part} is sent to Google's Gemini; on its free tier Google may use it "
        f"to improve its products.{'' if whole_photos else ways}"
        f"{' They are compared on the machine I run on, too.' * both}"
    )


def _seen(*, group: bool) -> str:
    if group:
        return (
            "• Everybody in this group: my answers show photos of the people enrolled here. "
            "Where an admin shares a link for that, members can ask in private, too.\n"
            "• Whoever runs me. No other chat."
        )
    return (
        "• You, and whoever runs me. No other chat, unless you /share people with a group: its "
        "members see the copies until you take them back."
    )


def _long(suffix: str, kept: timedelta) -> str:
    if not suffix:
        return "• Until you remove it. Blocking me deletes nothing: /erase first."
    if not kept:
        return "• Until it is removed, or I am: then I delete this group's people."
    return (
        f"• Until it is removed. When I am removed from this group, I keep its people for "
        f"{counted(kept.days, 'day')}, in case that was a mistake, and then delete them."
    )
