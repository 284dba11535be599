"""A spoken booking through the page: the program as a user runs it, Chromium, a WAV as its microphone."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import sqlite3
import subprocess
import wave
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.app.program import running

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLITE = shutil.which("flite")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
CALLER = (
    (9.0, "I would like to see a skin doctor on Tuesday morning."),
    (9.0, "The first one, please."),
    (7.0, "My name is John Smith, and I was born on March third, nineteen eighty."),
    (12.0, "Yes please, book it."),
)
# silence before the words (s), and the words
RECORD = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode && !window.recorder) {
    const tap = this.context.createMediaStreamDestination();
    connect.call(this, tap);
    window.recorded = [];
    window.recorder = new MediaRecorder(tap.stream, {mimeType: "audio/webm;codecs=opus"});
    window.recorder.ondataavailable = (event) => window.recorded.push(event.data);
    window.recorder.start(500);
  }
  return connect.call(this, target, ...rest);
};
"""
FETCH_RECORD = """async () => {
  const blob = new Blob(window.recorded, {type: "audio/webm"});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.voice,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)"),
    pytest.mark.skipif(FLITE is None, reason="flite is not installed (Debian: apt install flite)"),
]


def microphone(folder: Path) -> Path:
    """The caller's side of the call as one WAV, 16 kHz, with room for the agent's replies."""
    sound = b""
    for number, (silence, words) in enumerate(CALLER):
        path = folder / f"caller-{number}.wav"
        subprocess.run([FLITE, "-voice", "slt", "-t", words, "-o", path], check=True)
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels()) == (16000, 1)
            sound += bytes(round(silence * 16000) * 2) + file.readframes(file.getnframes())
    path = folder / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(sound + bytes(30 * 16000 * 2))
    return path


async def words_of(page: Page, who: str) -> list[str]:
    return [text.strip() for text in await page.locator(f"#transcript .{who} .words").all_inner_texts()]


async def test_an_appointment_is_booked_by_voice_in_chromium(tmp_path: Path):
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone(tmp_path)}%noloop"]
    with running(tmp_path) as program:
        program.wait_for("voice ready", 60)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", *flags])
            context = await browser.new_context(locale="en-US", permissions=["microphone"])
            page = await context.new_page()
            await page.add_init_script(RECORD)
            link = re.search(r"http://\S+\?operator=\S+", program.text())
            assert link
            await page.goto(link[0])
            await page.click("#talk")
            await expect(page.locator("#transcript")).to_contain_text("Booked", timeout=90_000)
            await expect(page.locator("body")).to_have_attribute("data-state", "listening", timeout=15_000)
            await page.screenshot(path=str(tmp_path / "booked.png"), full_page=True)
            caller, agent = await words_of(page, "caller"), await words_of(page, "agent")
            heard = base64.b64decode(await page.evaluate(FETCH_RECORD))
            (tmp_path / "agent.webm").write_bytes(heard)
            session = httpx.URL(page.url).params["session"]
            await page.click("#talk")
            await expect(page.locator("body")).to_have_attribute("data-state", "idle")
            await browser.close()
        key = link[0].partition("=")[2]
        said = httpx.get(f"{program.url}/v1/sessions/{session}/messages", headers={"X-Operator-Key": key}).json()[
            "messages"
        ]
    (tmp_path / "call.json").write_text(json.dumps({"caller": caller, "agent": agent, "messages": said}, indent=1))
    assert len(caller) == len(CALLER)
    with sqlite3.connect(tmp_path / ".data" / "clinic.db") as store:
        booked = store.execute("select count(*) from effects where kind = 'book'").fetchone()
    assert booked == (1,)
    assert [m["text"] for m in said if m["role"] == "agent"] == agent
