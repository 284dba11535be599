"""The page in Chromium, with a WAV as its microphone, against the real service and a scripted far end of the line."""

from __future__ import annotations

import array
import asyncio
import math
import os
import shutil
import wave
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from api.server import Server
from api.services import ApiServices
from tests.api.client import serving
from tests.api.line import ScriptedLine

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)"),
]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
MICROPHONE_HERTZ = 300


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of a tone, as the microphone of Chromium."""
    path = tmp_path_factory.mktemp("microphone") / "tone.wav"
    samples = (round(12000 * math.sin(2 * math.pi * MICROPHONE_HERTZ * i / 48000)) for i in range(10 * 48000))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(array.array("h", samples).tobytes())
    return path


@pytest.fixture
async def browser(microphone: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        flags = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        await launched.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(locale="en-US", permissions=["microphone"])
    yield opened
    await opened.close()


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page that has neither thrown nor been refused anything by its policy when the test is over."""
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield opened
    assert errors == []


@pytest.fixture
def line(services: ApiServices) -> ScriptedLine:
    services.audio_call = line = ScriptedLine(tone_seconds=1.0)
    return line


@pytest.fixture
async def server(services: ApiServices, line: ScriptedLine) -> AsyncIterator[Server]:
    async with serving(services) as running:
        yield running


async def in_state(page: Page, name: str) -> None:
    await expect(page.locator("body")).to_have_attribute("data-state", name, timeout=10_000)


async def type_text(page: Page, text: str) -> None:
    await page.fill("#say", text)
    await page.press("#say", "Enter")


async def test_typing_gets_a_reply_and_a_reload_finds_it_again(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await type_text(page, "hello there")
    await expect(page.locator(".agent .words")).to_have_text("You said: hello there")
    await in_state(page, "idle")
    assert "?session=" in page.url
    await page.reload()
    await expect(page.locator(".caller .words")).to_have_text("hello there")
    await expect(page.locator(".agent .words")).to_have_text("You said: hello there")
    await type_text(page, "and again")
    await expect(page.locator(".agent .words")).to_have_text(["You said: hello there", "You said: and again"])


async def test_a_kept_conversation_is_offered_continued_and_forgotten(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await type_text(page, "hello there")
    await expect(page.locator(".agent .words")).to_have_text("You said: hello there")
    await page.goto(server.url)
    await page.locator("#recent a").click()
    await expect(page.locator(".agent .words")).to_have_text("You said: hello there")
    await page.click("#fresh")
    await expect(page.locator("#transcript li")).to_have_count(0)
    await page.locator("#recent button").click()
    await expect(page.locator("#recent")).to_be_hidden()


async def test_somebody_elses_link_opens_nothing(server: Server, page: Page) -> None:
    await page.goto(f"{server.url}/?session=not-mine")
    await expect(page.locator("#notice p")).to_contain_text("not on this device")
    await page.click("#notice button")
    await expect(page.locator("#notice")).to_be_hidden()
    assert "session" not in page.url


async def test_a_call_carries_the_microphone_in_frames_of_20_ms_without_a_gap(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await line.until(lambda: len(line.frames) >= 100)
    kinds, flags, turns, sequence, sound = zip(*line.frames, strict=True)
    assert (set(kinds), set(flags), set(turns)) == ({1}, {0}, {0})
    assert list(sequence) == list(range(len(sequence)))
    assert {len(pcm) for pcm in sound} == {640}
    samples = array.array("h", b"".join(sound[50:100]))
    crossings = sum(a < 0 <= b for a, b in pairwise(samples))
    assert max(samples) > 1000
    assert crossings == pytest.approx(MICROPHONE_HERTZ, abs=3)


async def test_what_was_played_is_reported_until_all_of_it_was(server: Server, page: Page, line: ScriptedLine) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await line.until(lambda: (line.positions(1) or [0])[-1] >= 1000)
    positions = line.positions(1)
    assert positions[-1] == 1000
    assert positions == sorted(positions)
    steps = [later - earlier for earlier, later in pairwise(positions)]
    assert max(steps) <= 200


async def test_a_barge_in_stops_the_sound_and_shortens_the_words(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    line.tone_seconds = 5.0
    await page.goto(server.url)
    await page.click("#talk")
    await line.until(lambda: line.positions(1))
    await expect(page.locator("body")).to_have_attribute("data-playing", "true")
    await line.say({"type": "clear", "turn": 1})
    await expect(page.locator("body")).to_have_attribute("data-playing", "false")
    stopped_at = line.positions(1)[-1]
    frames = len(line.frames)
    await line.event("reply.heard", "t-1", text="Northside Clinic,", message_id="m-1", interrupted=True)
    await expect(page.locator(".agent .words")).to_have_text("Northside Clinic,")
    await expect(page.locator(".agent .mark")).to_contain_text("cut off here")
    await line.until(lambda: len(line.frames) > frames + 20)
    assert line.positions(1)[-1] == stopped_at < 2000


async def test_interim_words_give_way_to_what_was_understood(server: Server, page: Page, line: ScriptedLine) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await in_state(page, "listening")
    await line.say({"type": "transcript", "text": "I need a", "final": False})
    await expect(page.locator(".interim .words")).to_have_text("I need a")
    await line.event("turn.started", "t-2", text="I need an appointment.", by="caller", modality="voice")
    await expect(page.locator(".interim")).to_have_count(0)
    await expect(page.locator(".caller .words")).to_have_text("I need an appointment.")


async def test_words_typed_and_the_mute_button_go_through_the_call(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await in_state(page, "listening")
    await type_text(page, "by text")
    await page.click("#mute")
    await line.until(lambda: {"type": "mute", "on": True} in line.messages)
    assert {"type": "text", "text": "by text"} in line.messages
    begin = len(line.frames) + 5
    await line.until(lambda: len(line.frames) > begin)
    assert line.frames[begin][4] == bytes(640)
    await page.click("#talk")
    await line.until(lambda: {"type": "bye"} in line.messages)
    await in_state(page, "idle")


async def test_a_lost_line_is_taken_up_again_in_the_same_session(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await in_state(page, "listening")
    first = line.session
    assert line.socket is not None
    await line.socket.close(1011, "gone")
    await in_state(page, "reconnecting")
    await line.until(lambda: line.calls == 2)
    await in_state(page, "listening")
    assert line.session == first


async def test_a_call_that_the_service_ends_is_over_without_another_try(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await in_state(page, "listening")
    assert line.socket is not None
    await line.socket.close(1000, "bye")
    await expect(page.locator("#notice p")).to_contain_text("The call has ended")
    await in_state(page, "idle")


async def test_a_failure_that_the_service_tells_ends_the_call_with_its_sentence(
    server: Server, page: Page, line: ScriptedLine
) -> None:
    await page.goto(server.url)
    await page.click("#talk")
    await in_state(page, "listening")
    assert line.socket is not None
    await line.say({"type": "error", "code": "store_unavailable", "message": "Redis does not answer."})
    await line.socket.close(1011, "store_unavailable")
    await expect(page.locator("#notice p")).to_have_text("Redis does not answer.")
    await in_state(page, "idle")
    assert line.calls == 1


async def test_busy_lines_are_said_in_words(services: ApiServices, page: Page, line: ScriptedLine) -> None:
    services.limits = replace(services.limits, concurrent_calls=0)
    async with serving(services) as server:
        await page.goto(server.url)
        await page.click("#talk")
        await expect(page.locator("#notice p")).to_contain_text("All lines are busy")
        await in_state(page, "idle")


@pytest.mark.parametrize(
    ("error", "words"),
    [("NotAllowedError", "not allowed"), ("NotFoundError", "No microphone"), ("NotReadableError", "another program")],
)
async def test_a_microphone_that_cannot_be_had_is_said_in_words_and_typing_works(
    server: Server, page: Page, error: str, words: str
) -> None:
    refuse = f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'))"
    await page.add_init_script(refuse)
    await page.goto(server.url)
    await page.click("#talk")
    await expect(page.locator("#notice p")).to_contain_text(words)
    await type_text(page, "hello")
    await expect(page.locator(".agent .words")).to_have_text("You said: hello")


async def test_an_insecure_page_says_why_it_has_no_microphone(server: Server, page: Page) -> None:
    await page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    await page.goto(server.url)
    await page.click("#talk")
    await expect(page.locator("#notice p")).to_contain_text("https")


async def test_a_held_back_sound_is_let_go_with_one_press(server: Server, page: Page, line: ScriptedLine) -> None:
    hold = """
      const real = AudioContext.prototype.resume;
      let held = true;
      Object.defineProperty(AudioContext.prototype, "state", {get() { return held ? "suspended" : "running"; }});
      AudioContext.prototype.resume = function () { return real.call(this); };
      addEventListener("click", (event) => { if (event.target.closest("#notice")) held = false; }, true);
    """
    await page.add_init_script(hold)
    await page.goto(server.url)
    await page.click("#talk")
    await expect(page.locator("#notice p")).to_contain_text("holds the sound back")
    await page.click("#notice button")
    await expect(page.locator("#notice")).to_be_hidden()


async def test_typed_words_survive_a_service_that_is_away_for_a_while(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await type_text(page, "first")
    await expect(page.locator(".agent .words")).to_have_text("You said: first")
    away = True

    async def answer(route) -> None:  # type: ignore[no-untyped-def]
        await (route.abort() if away else route.continue_())

    await page.route("**/turns", answer)
    await type_text(page, "second")
    await expect(page.locator("#notice p")).to_contain_text("cannot be reached")
    away = False
    await expect(page.locator(".agent .words")).to_have_text(["You said: first", "You said: second"])
    await expect(page.locator("#notice")).to_be_hidden()
    await expect(page.locator(".caller .words")).to_have_text(["first", "second"])


async def test_the_inspector_shows_the_journal_and_the_active_node(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await type_text(page, "hello")
    await expect(page.locator(".agent .words")).to_have_text("You said: hello")
    await page.click("#inspector summary")
    await expect(page.locator("#events li b").first).to_have_text("turn.started")
    await expect(page.locator("#nodes [aria-current]")).to_have_text("front_desk")


async def test_the_page_speaks_spanish_when_spanish_is_chosen(server: Server, page: Page) -> None:
    await page.goto(server.url)
    await page.select_option("#language", "es")
    await expect(page.locator("#talk")).to_have_text("Hablar")
    await expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_nothing_is_cut_off_and_every_control_has_a_name(
    server: Server, browser: Browser, scheme: str, width: int
) -> None:
    page = await browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 740})  # type: ignore[arg-type]
    await page.goto(server.url)
    await type_text(page, "A long word: " + "x" * 200)
    await expect(page.locator(".agent .words")).to_contain_text("You said")
    await page.click("#inspector summary")
    await expect(page.locator("#events li").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.querySelector('.dock').getBoundingClientRect().bottom <= innerHeight")
    for control in await page.get_by_role("button").all():
        assert (await control.inner_text()).strip()
    await expect(page.get_by_label("Type a message")).to_be_editable()
    await page.close()


async def test_the_keyboard_reaches_every_control_in_order(server: Server, page: Page) -> None:
    await page.goto(server.url)
    order = []
    for _ in range(6):
        await page.keyboard.press("Tab")
        order.append(await page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert order[:4] == ["skip", "language", "talk", "say"]


async def test_chromium_is_quick_to_show_the_page(server: Server, page: Page) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await page.goto(server.url)
    await expect(page.locator("#talk")).to_be_enabled()
    assert loop.time() - began < 3
