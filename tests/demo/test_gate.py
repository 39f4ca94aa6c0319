"""Nobody but the demo's own page can look into it or drive it."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from bot.demo.world import Demo
from tests.demo.visiting import Visitor, refusal

EVERYWHERE = ("/", "/page/index.html", "/demo/events", "/demo/samples", "/demo/files/a.jpg")


def plain(demo: Demo) -> httpx2.AsyncClient:
    """A client that tells nothing of itself."""
    return httpx2.AsyncClient(base_url=demo.sandbox.url, trust_env=False)


async def test_every_answer_keeps_other_scripts_and_frames_out(visitor: Visitor) -> None:
    answers = [
        await visitor.http.get("/"),
        await visitor.http.get("/page/index.html"),
        await visitor.http.get("/page/nothing.js"),
        await visitor.http.get("/demo/samples"),
        await visitor.post("/demo/samples", {}),
        await visitor.http.get("/", headers={"Host": "example.org"}),
        await visitor.say("Hello"),
        await visitor.say(""),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 405, 403, 200, 400]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "host",
    ["example.org", "example.org:{port}", "127.0.0.1:1", "127.0.0.1", "127.0.0.1.nip.io:{port}"],
)
async def test_a_name_that_somebody_else_points_here_is_refused(demo: Demo, host: str) -> None:
    name = host.format(port=demo.sandbox.port)
    async with plain(demo) as http:
        for path in EVERYWHERE:
            answer = await http.get(path, headers={"Host": name})
            assert "own page" in refusal(answer, 403)
        answer = await http.post(
            "/demo/privacy", json={"on": False}, headers={"Host": name, "Origin": f"http://{name}"}
        )
        assert answer.status_code == 403
    assert demo.bot.privacy


async def test_the_machines_own_name_will_do(demo: Demo) -> None:
    own = f"localhost:{demo.sandbox.port}"
    headers = {"Host": own, "Origin": f"http://{own}"}
    async with plain(demo) as http:
        assert (await http.get("/", headers={"Host": own})).status_code == 200
        answer = await http.post("/demo/privacy", json={"on": False}, headers=headers)
    assert answer.json() == {"ok": True}
    assert not demo.bot.privacy


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://example.org",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.example.org",
    ],
)
async def test_another_page_can_do_nothing(demo: Demo, origin: str | None) -> None:
    headers = {"Origin": origin.format(port=demo.sandbox.port)} if origin else {}
    chat = f"/demo/chats/{demo.private.id}"
    async with plain(demo) as http:
        answers = [
            await http.post(
                f"{chat}/text", json={"as": demo.you.id, "text": "a"}, headers=headers
            ),
            await http.post(f"{chat}/photos", files={"files[]": b"a"}, headers=headers),
            await http.post(f"{chat}/press", json={}, headers=headers),
            await http.post("/demo/privacy", json={"on": False}, headers=headers),
        ]
        if origin:
            answers += [await http.get(path, headers=headers) for path in EVERYWHERE]
    assert {answer.status_code for answer in answers} == {403}
    assert demo.private.messages == []
    assert demo.bot.privacy


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none"])
async def test_what_the_browser_says_of_another_page_counts(visitor: Visitor, site: str) -> None:
    answer = await visitor.http.post(
        "/demo/privacy", json={"on": False}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403
    assert visitor.demo.bot.privacy


async def test_another_page_cannot_show_pictures_but_link_to_the_page(visitor: Visitor) -> None:
    address = "/demo/samples"
    for site, code in {
        "same-site": 403,
        "cross-site": 403,
        "same-origin": 200,
        "none": 200,
    }.items():
        headers = {"Sec-Fetch-Site": site}
        assert (await visitor.http.get(address, headers=headers)).status_code == code
        assert (await visitor.http.get("/", headers=headers)).status_code == 200


async def test_where_nothing_is_the_page_says_so_and_bots_hear_it_their_way(
    visitor: Visitor,
) -> None:
    for path in ("/nothing", "/demo/nothing", "/favicon.ico"):
        answer = await visitor.http.get(path)
        assert refusal(answer, 404) == "There is nothing here."
        assert "Content-Security-Policy" in answer.headers
    assert (await visitor.http.get("/nothing", headers={"Host": "a.b"})).status_code == 403
    answer = await visitor.http.get("/bot1:a/getMe")
    assert (answer.status_code, answer.json()["ok"]) == (401, False)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_a_form_can_send_does_nothing(visitor: Visitor, kind: str) -> None:
    answer = await visitor.http.post(
        "/demo/privacy", content=b'{"on": false}', headers={"Content-Type": kind}
    )
    assert answer.status_code == 403
    assert visitor.demo.bot.privacy


@pytest.mark.parametrize(
    "path",
    [
        "/page/../gate.py",
        "/page/..%2fgate.py",
        "/page/%2e%2e/gate.py",
        "/page/..",
        "/page/",
        "/page//etc/passwd",
        "/page/%2fetc%2fpasswd",
        "/page/__init__.py",
        "/page/index.html%00.js",
    ],
)
async def test_no_name_leads_out_of_the_pages_folder(demo: Demo, path: str) -> None:
    # Clients tidy such paths up before they send them.
    reader, writer = await asyncio.open_connection("127.0.0.1", demo.sandbox.port)
    host = f"127.0.0.1:{demo.sandbox.port}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] == b"404"


async def test_the_page_is_sent_again_only_when_it_changed(visitor: Visitor) -> None:
    first = await visitor.http.get("/")
    assert first.headers["Content-Type"] == "text/html; charset=utf-8"
    assert first.headers["Cache-Control"] == "no-cache"
    again = await visitor.http.get("/", headers={"If-None-Match": first.headers["Etag"]})
    assert again.status_code == 304
    assert again.content == b""
