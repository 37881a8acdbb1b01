"""A real browser before the real server: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Playwright, expect, sync_playwright

from tests.bot.voice.talking import need_speech
from tests.conftest import ROOT, Server, require

SHOTS = ROOT / "build" / "page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"]
"""As root Chromium wants no sandbox; nobody is there to allow the microphone, or to touch the page before it plays."""

expect.set_options(timeout=30_000)


# It runs an event loop while it lives, which no test beside it can do with: it ends with its module.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    require(CHROMIUM is not None, "Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield running
    running.close()


class Tab:
    """One tab of one person."""

    def __init__(self, context: BrowserContext, server: Server, person: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.url = f"{server.url}/webhooks/voice/"
        self.person = person
        self.problems: list[str] = []
        """What the browser complained about; a policy that was broken is among it."""
        self.page.on("pageerror", lambda problem: self.problems.append(str(problem)))
        self.page.on("console", lambda line: line.type == "error" and self._note(line.text))

    def _note(self, text: str) -> None:
        # Chromium notes every answer that is a refusal; the page shows those.
        if not text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.problems.append(text)

    def enter(self) -> Tab:
        """Open the page and say who speaks."""
        self.page.goto(self.url)
        self.page.get_by_label("Name").fill(self.person)
        self.page.get_by_role("button", name="Go on").click()
        expect(self.page.get_by_role("heading", name=f"Hello, {self.person}")).to_be_visible()
        return self

    def say(self, words: str) -> Locator:
        """Type a message; returns its answer, once its why is there."""
        answers = self.page.locator(".turn.theirs:has(.why)")
        before = answers.count()
        field = self.page.get_by_label("Message to Mynah")
        field.fill(words)
        field.press("Enter")
        expect(answers).to_have_count(before + 1)
        return answers.nth(before)

    def look(self) -> None:
        """Go to what Mynah knows, where it is not beside the conversation already."""
        link = self.page.get_by_role("link", name="What Mynah knows")
        if link.is_visible():
            link.click()
        expect(self.page.locator("#known-body")).not_to_have_attribute("aria-busy", "true")

    def item(self, told: str) -> Locator:
        """One thing that is known, by its sentence."""
        return self.page.locator(".item").filter(has=self.page.get_by_text(told, exact=True))

    def shoot(self, name: str) -> None:
        """Keep a picture of the page."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


Open = Callable[..., Tab]


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens tabs, each with cookies and a storage of its own; none of them may complain."""
    opened: list[Tab] = []

    def new(person: str, complains: bool = False, **context: Any) -> Tab:
        context = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", **context}
        one = Tab(browser.new_context(**context), server, person)
        if not complains:
            opened.append(one)
        return one

    yield new
    for one in opened:
        one.context.close()
    assert [problem for one in opened for problem in one.problems] == []


@pytest.fixture(scope="session")
def spoken_request(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who asks for the time, as a microphone gives it: a silence, the words, a longer silence."""
    need_speech()
    require(shutil.which("sox") is not None, "sox is not installed")
    said, capture = (tmp_path_factory.mktemp("speech") / name for name in ("said.wav", "capture.wav"))
    subprocess.run(
        ["espeak-ng", "-v", "en-us", "-s", "150", "-w", said, "what time is it in Tokyo"], check=True, timeout=60
    )
    subprocess.run(["sox", said, "-r", "48000", capture, "pad", "0.8", "6"], check=True, timeout=60)
    return capture
