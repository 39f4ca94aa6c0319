"""``whosthis identify``: what it answers, in words and as JSON."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.datasets.manifest import Manifest, PersonEntry, as_json
from storage.models import Chat
from tests.folders_of_people import draw_people
from tests.identify_command import identify, on_a_terminal
from tests.people import group, portrait

KEYS = {
    "photo", "outcome", "person", "choices", "likelihood", "score", "runner_up", "margin",
    "matches", "decision", "alone", "faces", "error",
}  # fmt: skip
SIXEL = {b"\x1b[c": b"\x1b[?62;4;22c"}
"""How a terminal that shows pictures says so."""
TEXT_ONLY = {b"\x1b[c": b"\x1b[?62;22c"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command runs: a dataset ``people`` and photos to ask about."""
    draw_people(tmp_path / "people")
    (tmp_path / "nitika.jpg").write_bytes(portrait(0, 3))
    (tmp_path / "stranger.jpg").write_bytes(portrait(4, 0))
    (tmp_path / "three.jpg").write_bytes(group((0, 4, 1), 0))
    return tmp_path


async def test_a_known_person_is_named_above_a_table_of_the_closest_photos(folder: Path) -> None:
    ran = await identify(folder, "nitika.jpg", "--dataset", "people")
    assert (ran.code, ran.err) == (0, "")
    photo, name, evidence, second, head, _, first, *_ = map(str.strip, ran.out.splitlines())
    assert (photo, name) == ("nitika.jpg", "Nitika")
    assert evidence.startswith("Similarity 0.9")
    assert evidence.endswith(" · 2 of the 4 closest photos")
    assert second.startswith("Runner-up Vasu 0.")
    assert head.split() == ["rank", "person", "similarity", "photo"]
    rank, person, similarity, path = first.split()
    assert (rank, person, Path(path).parent.name) == ("1", "Nitika", "Nitika")
    assert similarity == evidence.split()[1]


async def test_a_stranger_is_unknown_and_that_is_an_answer(folder: Path) -> None:
    ran = await identify(folder, "stranger.jpg", "--dataset", "people")
    assert ran.code == 0
    assert "Unknown: nobody in the folder is close enough." in ran.out
    assert "Most like Nitika 0.5" in ran.out
    assert ", 2 of the 4 closest photos" in ran.out
    assert "Runner-up Vasu 0." in ran.out


async def test_a_face_in_doubt_has_the_people_it_may_be(folder: Path) -> None:
    # The same picture in another file: nobody can tell these two apart.
    (folder / "people" / "Vasu" / "0.jpg").write_bytes(portrait(0, 0) + b"\0")
    (folder / "people" / "Vasu" / "1.jpg").unlink()
    (folder / "people" / "Nitika" / "1.jpg").unlink()
    asked = ("nitika.jpg", "--dataset", "people")
    ((photo,), table) = (
        (await identify(folder, *asked, "--json")).json,
        await identify(folder, *asked),
    )
    assert (photo["outcome"], photo["person"], photo["error"]) == ("unsure", None, None)
    assert sorted(photo["choices"]) == ["Nitika", "Vasu"]
    assert photo["decision"]["score"] > photo["decision"]["known_from"]
    first, second = photo["choices"]
    assert f"Not sure: perhaps {first} or {second}." in table.out
    assert f"{first} 0.9" in table.out
    assert "their only photo, close behind" in table.out


async def test_every_face_gets_an_answer_of_its_own(folder: Path) -> None:
    ran = await identify(folder, "three.jpg", "--dataset", "people", "--json")
    (photo,) = ran.json
    assert sorted(str(face["person"]) for face in photo["faces"]) == ["Nitika", "None", "Vasu"]
    areas = [face["box"][2] * face["box"][3] for face in photo["faces"]]
    assert areas == sorted(areas, reverse=True)
    assert photo["person"] == photo["faces"][0]["person"]
    table = await identify(folder, "three.jpg", "--dataset", "people")
    faces = [line.split(": ")[0] for line in table.out.splitlines() if "  face " in line]
    assert [face.split()[1] for face in faces] == ["1", "2", "3"]
    assert sorted(face.split()[2] for face in faces) == ["(left)", "(middle)", "(right)"]


async def test_json_has_one_object_for_each_photo_whatever_became_of_it(folder: Path) -> None:
    photos = ("stranger.jpg", "nowhere.jpg", "nitika.jpg")
    ran = await identify(folder, *photos, "--dataset", "people", "--json", "--top-k", "2")
    stranger, nowhere, nitika = ran.json
    assert all(set(photo) == KEYS for photo in ran.json)
    assert tuple(photo["photo"] for photo in ran.json) == photos
    assert (stranger["outcome"], stranger["person"]) == ("unknown", None)
    assert stranger["score"] == stranger["matches"][0]["score"] < 0.6
    by = stranger["decision"]
    assert by["score"] == stranger["score"] < by["unsure_from"] < by["known_from"] == 0.85
    assert nitika["decision"]["score"] == nitika["score"] > 0.85
    assert (by["strangers_named"], stranger["likelihood"]) == (None, None)
    assert (nowhere["outcome"], nowhere["matches"], nowhere["decision"]) == (None, [], None)
    assert nowhere["error"] == "There is no such file."
    assert (nitika["outcome"], nitika["person"], nitika["error"]) == ("known", "Nitika", None)
    assert [match["label"] for match in nitika["matches"]] == ["Nitika", "Nitika"]
    for match in nitika["matches"]:
        assert (folder / match["path"]).is_file()
    assert ran.err == "nowhere.jpg: There is no such file.\n"


async def test_json_tells_the_runner_up_and_the_margin_of_every_face(folder: Path) -> None:
    asked = ("three.jpg", "nitika.jpg", "--dataset", "people", "--json")
    three, nitika = (await identify(folder, *asked)).json
    assert nitika["runner_up"]["person"] == "Vasu"
    assert nitika["runner_up"]["similarity"] < nitika["score"]
    assert nitika["margin"] > 10
    outcomes = {face["outcome"]: face for face in three["faces"]}
    for face in outcomes.values():
        assert face["runner_up"]["person"] in {"Nitika", "Vasu"}
        assert face["margin"] > 0
    # Whoever is nobody here is about as unlike everybody.
    assert outcomes["unknown"]["margin"] < outcomes["known"]["margin"]
    voted = (await identify(folder, *asked, "--decision", "vote")).json[1]
    assert (voted["runner_up"]["person"], voted["margin"]) == ("Vasu", None)


async def test_json_has_no_runner_up_where_there_is_nobody_else(folder: Path) -> None:
    shutil.rmtree(folder / "people" / "Vasu")
    asked = ("nitika.jpg", "nowhere.jpg", "--dataset", "people", "--json")
    for photo in (await identify(folder, *asked)).json:
        assert (photo["runner_up"], photo["margin"]) == (None, None)


async def test_what_is_given_counts_more_than_the_settings(folder: Path) -> None:
    shutil.copy(folder / "nitika.jpg", folder / "people" / "Nitika" / "2.jpg")
    (folder / "people" / "Nitika" / "0.jpg").unlink()
    (folder / "people" / "Nitika" / "1.jpg").unlink()
    best = await identify(
        folder, "nitika.jpg", "--dataset", "people", "--json", "--decision", "best",
        "--embedder", "local", EMBEDDER="gemini", DECISION="vote",
    )  # fmt: skip
    vote = await identify(
        folder, "nitika.jpg", "--dataset", "people", "--json", "--threshold", "-1",
        DECISION="vote",
    )  # fmt: skip
    assert (best.json[0]["person"], vote.json[0]["person"]) == ("Nitika", "Vasu")
    assert vote.json[0]["decision"]["known_from"] == -1


async def test_a_photo_of_the_folder_itself_matches_itself(folder: Path) -> None:
    ran = await identify(folder, "people/Vasu/1.jpg", "--dataset", "people", "--json")
    assert ran.json[0]["matches"][0] == {
        "label": "Vasu",
        "path": str(Path("people/Vasu/1.jpg")),
        "score": 1.0,
    }


async def test_people_of_an_export_are_called_as_in_the_chat(folder: Path) -> None:
    nitika = PersonEntry("Nitika / Rao", "Nitika", datetime(2026, 1, 2, tzinfo=UTC), ())
    manifest = Manifest("whosthis", nitika.since, Chat(5, "private"), (nitika,))
    (folder / "people" / "manifest.json").write_text(json.dumps(as_json(manifest)))
    ran = await identify(folder, "nitika.jpg", "--dataset", "people", "--json")
    assert (ran.json[0]["person"], ran.err) == ("Nitika / Rao", "")


async def test_a_name_is_printed_as_it_is(folder: Path) -> None:
    (folder / "people" / "Nitika").rename(folder / "people" / "[bold]Ni:smile:")
    ran = await identify(folder, "nitika.jpg", "--dataset", "people")
    assert ran.out.count("[bold]Ni:smile:") == 5


async def test_a_name_the_terminal_has_no_letters_for_is_printed_all_the_same(
    folder: Path,
) -> None:
    (folder / "people" / "Nitika").rename(folder / "people" / "नितिका")
    ran = await identify(folder, "nitika.jpg", "--dataset", "people", PYTHONIOENCODING="ascii")
    assert ran.code == 0
    assert "??????" in ran.out


async def test_a_terminal_that_shows_pictures_is_shown_the_contact_sheet(folder: Path) -> None:
    sent = await on_a_terminal(folder, SIXEL, "nitika.jpg", "--dataset", "people")
    assert "\x1bP" in sent
    assert sent.index("Nitika") < sent.index("\x1bP")
    assert "\x1bP" not in await on_a_terminal(
        folder, SIXEL, "nitika.jpg", "--dataset", "people", "--json"
    )


async def test_no_other_terminal_is_sent_a_picture_in_whatever_form(folder: Path) -> None:
    sent = await on_a_terminal(folder, TEXT_ONLY, "nitika.jpg", "--dataset", "people")
    assert "Nitika" in sent
    assert "\x1bP" not in sent
    assert "▀" not in sent
    assert "▄" not in sent


async def test_a_bar_is_shown_only_while_something_is_embedded(folder: Path) -> None:
    first = await on_a_terminal(folder, TEXT_ONLY, "nitika.jpg", "--dataset", "people")
    again = await on_a_terminal(folder, TEXT_ONLY, "nitika.jpg", "--dataset", "people")
    assert "4/4" in first
    assert "photos/s" in first
    assert "Looking at photos" in first
    assert "Looking at photos" not in again
