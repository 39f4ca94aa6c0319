"""What may be a name, and when two names are one."""

from __future__ import annotations

import pytest

from storage.names import EmptyName, LongName, clean_name, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "ANNA "),
        ("Anna", "  aNNa\u200b"),
        ("Straße", "STRASSE"),
        ("Ａｎｎａ", "Anna"),
        ("Ella  Mae", "ella\nmae"),
        ("Zoe\u0301", "Zoé"),
        ("ﬁona", "FIONA"),
    ],
)
def test_names_that_only_look_different_are_one(one: str, other: str) -> None:
    assert name_key(clean_name(one)) == name_key(clean_name(other))


@pytest.mark.parametrize(("one", "other"), [("Anna", "Hanna"), ("Zoe", "Zoé"), ("आना", "आन")])
def test_names_that_are_different_stay_so(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["नितिका", "محمد", "李雷", "Ж", "🦊", '<b>"Bob" & co', "O'Neil"])
def test_any_script_is_kept_as_written(name: str) -> None:
    assert clean_name(f"  {name} ") == name


def test_line_breaks_and_control_characters_become_single_spaces_or_nothing() -> None:
    assert clean_name("Anna\n\t Maria\x00\x07") == "Anna Maria"


def test_nothing_in_a_name_turns_the_writing_of_what_follows() -> None:
    assert clean_name("An\u202ena\u2069 \u200fB") == "Anna B"


def test_what_unicode_has_added_since_is_kept() -> None:
    assert clean_name("\U0001fae8") == "\U0001fae8"
    assert clean_name("\U0002ebf0") == "\U0002ebf0"


@pytest.mark.parametrize(
    "name", ["", "  ", "\n", "\u200b\u200d", "\x00", "\u3164", "\u2800", "\u0301" * 9, "\u202e"]
)
def test_a_name_that_nobody_can_see_is_refused(name: str) -> None:
    with pytest.raises(EmptyName):
        clean_name(name)


def test_64_characters_are_a_name_and_65_are_not() -> None:
    assert clean_name("x" * 64) == "x" * 64
    with pytest.raises(LongName):
        clean_name("x" * 65)
