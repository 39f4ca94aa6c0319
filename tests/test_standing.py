"""Who is an admin, who is a member, and whose words are whose in a group."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from bot.incoming.addressing import (
    addresses_the_bot,
    asked_by_caption,
    is_by_another_bot,
    sender_of,
)
from bot.incoming.standing import MembersHidden, is_admin, is_member, speaks_as_admin
from bot.sandbox import Bot, Chat, Message, Missing, Refused, Sandbox, ServerError, User
from bot.sandbox.wire import Wire
from tests.people import portrait
from tests.processes import World


@pytest.fixture
async def api(world: World) -> AsyncIterator[telegram.Bot]:
    """The Bot API, as the bot calls it."""
    sandbox, bot, *_ = world
    async with telegram.Bot(bot.token, base_url=f"{sandbox.url}/bot") as client:
        yield client


def heard(api: telegram.Bot, bot: Bot, sandbox: Sandbox, said: Message) -> telegram.Message:
    """A message as the bot is told of it."""
    message = telegram.Message.de_json(Wire(sandbox.files, bot).message(said), api)
    assert message is not None
    return message


def family(world: World) -> tuple[Chat, User, User]:
    """A group of Ann, its admin, and of Bela, a member, who both are in it with the bot."""
    sandbox, bot, ann, _ = world
    bela = sandbox.add_user("Bela")
    group = sandbox.group("Family", members=[ann, bela, bot], admins=[ann], supergroup=True)
    return group, ann, bela


async def test_admins_members_and_whoever_left_are_told_apart(
    world: World, api: telegram.Bot
) -> None:
    group, ann, bela = family(world)
    stranger = world[0].add_user("Stranger")
    assert await is_admin(api, group.id, ann.id)
    assert await is_member(api, group.id, ann.id)
    assert not await is_admin(api, group.id, bela.id)
    assert await is_member(api, group.id, bela.id)
    assert not await is_member(api, group.id, stranger.id)
    assert not await is_member(api, group.id, 4_711)
    group.remove_member(bela)
    assert not await is_member(api, group.id, bela.id)
    group.demote(ann)
    assert not await is_admin(api, group.id, ann.id)


async def test_whoever_may_not_write_is_a_member_until_they_leave(
    world: World, api: telegram.Bot
) -> None:
    group, ann, bela = family(world)
    group.restrict(bela, messages=False, by=ann)
    assert await is_member(api, group.id, bela.id)
    group.remove_member(bela)
    assert not await is_member(api, group.id, bela.id)
    group.remove_member(bela, by=ann)
    assert not await is_member(api, group.id, bela.id)


async def test_of_a_group_that_the_bot_is_not_in_nobody_is_a_member(
    world: World, api: telegram.Bot
) -> None:
    group, ann, _ = family(world)
    group.remove_member(world[1], by=ann)
    assert not await is_member(api, group.id, ann.id)
    assert not await is_admin(api, group.id, ann.id)
    assert not await is_member(api, -1_009, ann.id)


async def test_a_group_that_hides_its_members_still_shows_its_admins(
    world: World, api: telegram.Bot
) -> None:
    group, ann, bela = family(world)
    hidden = ServerError(400)
    world[0].faults.always("getChatMember", hidden)
    assert await is_admin(api, group.id, ann.id)
    assert not await is_admin(api, group.id, bela.id)
    world[0].faults.always("getChatAdministrators", hidden)
    assert not await is_admin(api, group.id, ann.id)


@pytest.mark.parametrize("words", ["member list is inaccessible", "CHAT_ADMIN_REQUIRED"])
async def test_not_to_be_told_is_not_to_be_no_member(
    world: World, api: telegram.Bot, words: str
) -> None:
    group, ann, bela = family(world)
    world[0].faults.always("getChatMember", Refused(words))
    assert await is_member(api, group.id, ann.id)
    with pytest.raises(MembersHidden):
        await is_member(api, group.id, bela.id)
    world[0].faults.always("getChatMember", Refused("user not found"))
    assert not await is_member(api, group.id, bela.id)


async def test_a_server_that_does_not_tell_makes_nobody_an_admin(
    world: World, api: telegram.Bot
) -> None:
    group, ann, _ = family(world)
    world[0].faults.always("getChatMember", Missing())
    assert not await is_admin(api, group.id, ann.id)
    assert not await is_member(api, group.id, ann.id)


async def test_who_is_in_a_group_is_known_after_it_became_a_supergroup(
    world: World, api: telegram.Bot
) -> None:
    sandbox, bot, ann, _ = world
    group = sandbox.group("Family", members=[ann, bot])
    group.migrate()
    assert await is_member(api, group.id, ann.id)
    assert await is_admin(api, group.id, ann.id)


async def test_an_anonymous_admin_speaks_as_one_and_a_member_as_a_channel_does_not(
    world: World, api: telegram.Bot
) -> None:
    sandbox, bot, *_ = world
    group, ann, bela = family(world)
    own = sandbox.channel("Bela's", members=[bela], admins=[bela])

    async def admin(user: User) -> bool:
        said = heard(api, bot, sandbox, group.send_text(user, "/settings"))
        assert not is_by_another_bot(said)
        return await speaks_as_admin(said)

    assert (await admin(ann), await admin(bela)) == (True, False)
    group.promote(ann, anonymous=True)
    assert await admin(ann)
    group.write_as(bela, own)
    assert not await admin(bela)
    assert sender_of(heard(api, bot, sandbox, group.messages[-1])) == own.id


async def test_the_channel_linked_to_a_group_speaks_as_its_admin(
    world: World, api: telegram.Bot
) -> None:
    sandbox, bot, *_ = world
    group, ann, _ = family(world)
    news = sandbox.channel("News", members=[ann], admins=[ann])
    group.demote(ann)
    group.write_as(ann, news)
    said = heard(api, bot, sandbox, group.send_text(ann, "/settings"))
    assert not await speaks_as_admin(said)
    news.link(group)
    assert await speaks_as_admin(said)
    news.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
    shown = heard(api, bot, sandbox, group.messages[-1])
    assert shown.is_automatic_forward
    assert await speaks_as_admin(shown)
    sandbox.faults.always("getChat", Missing())
    assert not await speaks_as_admin(said)


async def test_a_private_chat_has_one_admin(world: World, api: telegram.Bot) -> None:
    sandbox, bot, ann, chat = world
    assert await speaks_as_admin(heard(api, bot, sandbox, chat.send_text(ann, "/settings")))


async def test_the_bot_is_meant_where_it_is_named_in_full(world: World, api: telegram.Bot) -> None:
    sandbox, bot, *_ = world
    group, ann, _ = family(world)

    def said(caption: str) -> telegram.Message:
        photo = group.send_photo(ann, portrait(0, 0), caption=caption)
        return heard(api, bot, sandbox, photo)

    assert addresses_the_bot(said("who is this, @WhosThis_Bot?"))
    assert not addresses_the_bot(said("@whosthis_bot2 who?"))
    assert not addresses_the_bot(said("who is this?"))
    mine = group.post(bot, group.messages[-1].content)
    answer = heard(api, bot, sandbox, group.send_text(ann, "and this?", reply_to=mine))
    assert addresses_the_bot(answer)


async def test_captions_that_ask_the_same_are_the_same(world: World, api: telegram.Bot) -> None:
    sandbox, bot, *_ = world
    group, ann, _ = family(world)

    def asked(caption: str) -> str:
        photo = group.send_photo(ann, portrait(0, 0), caption=caption)
        return asked_by_caption(heard(api, bot, sandbox, photo))

    assert asked("/who") == asked("/who@whosthis_bot is it?") != ""
    assert asked("/enroll Anna") == asked("/enroll@whosthis_bot Anna\nat the sea")
    assert asked("/enroll Anna") != asked("/enroll Anne")
    assert asked("@whosthis_bot who?") == asked("who's that, @whosthis_bot?") != ""
    assert [asked(each) for each in ("a fine day", "/who@other_bot", "/settings")] == [""] * 3
