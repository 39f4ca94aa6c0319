"""Where everyone in a group manages: what members may do, and what stays with its admins."""

from __future__ import annotations

from bot.sandbox import Refused
from bot.texts import refusals
from storage.records import Managers
from tests.families import Family, family
from tests.people import portrait
from tests.rosters import known, labels, names, opened, press
from tests.sharing import offer_in
from tests.stage import Stage

ADMINS_ONLY = "Only this group's admins"


async def open_family(stage: Stage, **people: int) -> Family:
    """A group that lets everyone manage these people, so many photos of each."""
    there = family(stage)
    await known(stage, people, there.group)
    await there.wish(managers=Managers.EVERYONE)
    return there


async def test_members_forget_and_undo(stage: Stage) -> None:
    there = await open_family(stage, Anna=2, Zoe=1)
    asked = await there.answer(there.group.send_text(there.bela, "/forget Zoe"))
    await press(asked, "Forget", there.bela)
    assert await names(stage, there.group) == {"Anna": 2}
    await press(asked, "Undo", there.bela)
    assert await names(stage, there.group) == {"Anna": 2, "Zoe": 1}


async def test_members_rename(stage: Stage) -> None:
    there = await open_family(stage, Zoe=1)
    answer = await there.answer(there.group.send_text(there.bela, "/rename Zoe to Zoey"))
    assert answer.words == "Zoe is called Zoey now."
    card = await there.answer(there.group.send_text(there.bela, "/person Zoey"))
    question = await opened(card, "Rename", stage, there.bela)
    assert question.words.startswith("Bela, what")
    await stage.sandbox.settled()
    answer = await there.answer(there.group.send_text(there.bela, "Zola", reply_to=question))
    assert answer.words == "Zoey is called Zola now."
    assert await names(stage, there.group) == {"Zola": 1}


async def test_members_remove_photos_and_merge(stage: Stage) -> None:
    there = await open_family(stage, Anna=2, Hanna=1)
    card = await there.answer(there.group.send_text(there.bela, "/person Anna"))
    for label in ("Remove a photo", "1", "Remove"):
        await press(card, label, there.bela)
    assert await names(stage, there.group) == {"Anna": 1, "Hanna": 1}
    await press(card, "Undo", there.bela)
    for label in ("Merge", "Hanna · 1"):
        await press(card, label, there.bela)
    merged = await opened(card, "Merge", stage, there.bela)
    assert await names(stage, there.group) == {"Hanna": 3}
    await press(merged, "Undo", there.bela)
    assert await names(stage, there.group) == {"Anna": 2, "Hanna": 1}


async def test_members_enrol_by_command_and_by_button(stage: Stage) -> None:
    there = await open_family(stage, Anna=1)
    photo = there.group.send_photo(there.bela, portrait(0, 0), caption="/enroll Nitika")
    assert (await there.answer(photo)).words == "Bela enrolled Nitika: 1 photo"
    card = await there.answer(there.group.send_text(there.bela, "/person Anna"))
    begun = await opened(card, "Add photos", stage, there.bela)
    assert begun.words.startswith("Bela, reply to this message with photos of Anna")


async def test_members_enrol_as_their_channel(stage: Stage) -> None:
    there = await open_family(stage)
    own = stage.sandbox.channel("Bela's", members=[there.bela], admins=[there.bela])
    there.group.write_as(there.bela, own)
    photo = there.group.send_photo(there.bela, portrait(0, 0), caption="/enroll Anna")
    assert (await there.answer(photo)).words == "Bela's enrolled Anna: 1 photo"


async def test_members_let_each_other_ask_in_private(stage: Stage) -> None:
    there = await open_family(stage, Anna=1)
    shared = await there.answer(there.group.send_text(there.bela, "/share"))
    assert labels(shared) == [["Ask in private"]]


async def test_export_erase_and_settings_stay_with_the_admins(stage: Stage) -> None:
    there = await open_family(stage, Anna=2)
    for command in ("/export", "/erase", "/erase everything", "/settings"):
        answer = await there.answer(there.group.send_text(there.bela, command))
        assert answer.words.startswith(ADMINS_ONLY), command
    card = await there.answer(there.group.send_text(there.ann, "/settings"))
    label = labels(card)[0][-1]
    assert (await there.group.press(there.bela, card, label)).text.startswith(ADMINS_ONLY)
    assert await names(stage, there.group) == {"Anna": 2}
    assert not stage.sandbox.calls_of("sendDocument")


async def test_an_offer_stays_with_the_admins(stage: Stage) -> None:
    there = await open_family(stage)
    there.group.promote(there.bela)
    there.group.demote(there.ann)
    carl = stage.sandbox.add_user("Carl")
    there.group.add_member(carl)
    await stage.enrol("Nitika", 0, range(1))
    offer = await offer_in(stage, there.group)
    for user, label in ((carl, "Agree"), (carl, "Decline"), (there.ann, "Agree")):
        refused = await there.group.press(user, offer, label)
        assert refused.text.startswith(ADMINS_ONLY)
    there.group.demote(there.bela)
    assert (await there.group.press(there.bela, offer, "Agree")).text.startswith(ADMINS_ONLY)
    assert await names(stage, there.group) == {}


async def test_whoever_left_manages_nobody(stage: Stage) -> None:
    there = await open_family(stage, Anna=2)
    for removed_by in (None, there.ann):
        asked = await there.answer(there.group.send_text(there.bela, "/forget Anna"))
        there.group.remove_member(there.bela, by=removed_by)
        refused = await there.group.press(there.bela, asked, "Forget")
        assert refused.text == refusals.MEMBERS_ONLY
        there.group.add_member(there.bela)
    assert await names(stage, there.group) == {"Anna": 2}
    asked = await there.answer(there.group.send_text(there.bela, "/forget Anna"))
    await press(asked, "Forget", there.bela)
    assert await names(stage, there.group) == {}


async def test_that_a_group_hides_its_members_is_not_held_against_them(stage: Stage) -> None:
    there = await open_family(stage, Anna=2)
    stage.sandbox.faults.always("getChatMember", Refused("CHAT_ADMIN_REQUIRED"))
    asked = await there.answer(there.group.send_text(there.bela, "/forget Anna"))
    await press(asked, "Forget", there.bela)
    assert await names(stage, there.group) == {}
