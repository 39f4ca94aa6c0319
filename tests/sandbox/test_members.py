"""Members of groups: coming, going, rights, and what a bot learns of them."""

from __future__ import annotations

import io

import pytest
import telegram
from PIL import Image
from telegram.error import BadRequest, Forbidden

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import heard

JPEG = b"\xff\xd8"


async def test_the_bot_is_told_when_it_is_added_and_removed(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bob: User, bot: Bot
) -> None:
    group = sandbox.group("Friends", members=[ann, bob])
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await api.send_message(group.id, "x")
    group.add_member(bot, by=ann)
    (mine, service) = await api.get_updates()
    assert mine.my_chat_member is not None
    change = mine.my_chat_member
    assert change.old_chat_member.status == "left"
    assert change.new_chat_member.status == "member"
    assert change.from_user.first_name == "Ann"
    assert service.message is not None
    assert [user.username for user in service.message.new_chat_members] == ["whosthis_bot"]
    group.remove_member(bot, by=ann)
    (*_, last) = await api.get_updates()
    assert last.my_chat_member is not None
    assert last.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await api.send_message(group.id, "x")


async def test_people_come_and_go(
    sandbox: Sandbox, api: telegram.Bot, group: Chat, bob: User
) -> None:
    carl = sandbox.add_user("Carl")
    group.add_member(carl)
    group.remove_member(bob)
    come, gone = await heard(api)
    assert come.new_chat_members[0].first_name == "Carl"
    assert gone.left_chat_member is not None
    assert gone.left_chat_member.full_name == "Bob Stone"
    assert bob.full_name == "Bob Stone"
    with pytest.raises(NotPossible):
        group.send_text(bob, "wait")
    assert await api.get_chat_member_count(group.id) == 3


async def test_an_admin_bot_that_asked_hears_of_other_members(
    api: telegram.Bot, group: Chat, ann: User, bob: User, bot: Bot
) -> None:
    group.promote(bot)
    await api.get_updates(offset=-1, allowed_updates=["chat_member"])
    group.promote(bob, by=ann, rights=["can_delete_messages"])
    group.demote(bob)
    (_, promoted, demoted) = await api.get_updates()
    assert promoted.chat_member is not None
    new = promoted.chat_member.new_chat_member
    assert isinstance(new, telegram.ChatMemberAdministrator)
    assert new.can_delete_messages
    assert not new.can_promote_members
    assert demoted.chat_member is not None
    assert demoted.chat_member.new_chat_member.status == "member"


async def test_members_are_what_they_are(
    api: telegram.Bot, group: Chat, ann: User, bob: User, bot: Bot, sandbox: Sandbox
) -> None:
    group.restrict(bob, photos=False)
    group.promote(bot)
    stranger = sandbox.add_user("Carl")
    gone = sandbox.add_user("Dora")
    group.add_member(gone)
    group.remove_member(gone, by=ann)
    people = (ann, bot, bob, stranger, gone)
    found = [(await api.get_chat_member(group.id, user.id)).status for user in people]
    assert found == ["creator", "administrator", "restricted", "left", "kicked"]
    restricted = await api.get_chat_member(group.id, bob.id)
    assert isinstance(restricted, telegram.ChatMemberRestricted)
    assert not restricted.can_send_photos
    assert restricted.can_send_messages
    admins = await api.get_chat_administrators(group.id)
    assert {admin.user.first_name for admin in admins} == {"Ann", "Who's This"}
    with pytest.raises(BadRequest, match=r"^User not found$"):
        await api.get_chat_member(group.id, 5)


async def test_a_private_chat_has_two_members_and_no_admins(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bob: User, bot: Bot
) -> None:
    chat = sandbox.private_chat(ann, bot, started=True)
    assert sandbox.private_chat(ann, bot) is chat
    assert await api.get_chat_member_count(chat.id) == 2
    assert (await api.get_chat(chat.id)).first_name == "Ann"
    assert (await api.get_chat_member(chat.id, ann.id)).status == "member"
    with pytest.raises(BadRequest, match=r"^Member not found$"):
        await api.get_chat_member(chat.id, bob.id)
    with pytest.raises(BadRequest, match=r"^There are no administrators in the private chat$"):
        await api.get_chat_administrators(chat.id)
    with pytest.raises(BadRequest, match=r"^Chat member status can't be changed in private"):
        await api.leave_chat(chat.id)
    with pytest.raises(NotPossible):
        chat.member(bob)
    with pytest.raises(NotPossible):
        chat.send_text(bob, "x")


async def test_what_a_bot_may_not_send_is_refused(
    api: telegram.Bot, forum: Chat, bot: Bot
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG")
    forum.restrict(bot, photos=False)
    await api.send_message(forum.id, "x")
    with pytest.raises(BadRequest, match=r"^Not enough rights to send photos to the chat$"):
        await api.send_photo(forum.id, out.getvalue())
    forum.restrict(bot, documents=False, media=False)
    await api.send_photo(forum.id, out.getvalue())
    with pytest.raises(BadRequest, match=r"^Not enough rights to send documents to the chat$"):
        await api.send_document(forum.id, b"x")
    forum.restrict(bot, messages=False)
    with pytest.raises(BadRequest, match=r"^Not enough rights to send photos to the chat$"):
        await api.send_photo(forum.id, out.getvalue())
    forum.restrict(bot)
    assert (await api.get_chat_member(forum.id, bot.id)).status == "member"


async def test_what_nobody_may_send_an_admin_still_may(
    api: telegram.Bot, group: Chat, ann: User, bob: User, bot: Bot
) -> None:
    group.permit(messages=False)
    with pytest.raises(BadRequest, match=r"^Not enough rights to send text messages"):
        await api.send_message(group.id, "x")
    with pytest.raises(NotPossible):
        group.send_text(bob, "x")
    group.send_text(ann, "I made this group")
    full = await api.get_chat(group.id)
    assert full.permissions is not None
    assert not full.permissions.can_send_messages
    group.promote(bot)
    await api.send_message(group.id, "x")


async def test_a_bot_leaves(api: telegram.Bot, group: Chat, bot: Bot) -> None:
    await api.leave_chat(group.id)
    assert group.messages[-1].service == {"left_chat_member": bot}
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await api.get_chat(group.id)


async def test_the_creator_can_be_anonymous(api: telegram.Bot, group: Chat, ann: User) -> None:
    group.promote(ann, anonymous=True)
    member = await api.get_chat_member(group.id, ann.id)
    assert isinstance(member, telegram.ChatMemberOwner)
    assert member.is_anonymous


async def test_an_empty_group_has_nobody_to_act(sandbox: Sandbox) -> None:
    empty = sandbox.new_supergroup("Empty")
    with pytest.raises(NotPossible):
        empty.rename("x")


async def test_whoever_leaves_while_restricted_is_so_still_and_no_member(
    api: telegram.Bot, group: Chat, bob: User
) -> None:
    group.restrict(bob, photos=False)
    for away, happened in ((True, group.remove_member), (False, group.add_member)):
        happened(bob)
        found = await api.get_chat_member(group.id, bob.id)
        assert isinstance(found, telegram.ChatMemberRestricted)
        assert found.is_member is not away
        assert not found.can_send_photos
        assert await api.get_chat_member_count(group.id) == (2 if away else 3)
