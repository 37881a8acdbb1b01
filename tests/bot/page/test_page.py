"""The page, used as people use it: taught by typing, looked through, put right, set aside, forgotten."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Playwright, expect

from bot.tokens import Tokens
from tests.bot.page.conftest import CHROMIUM, FLAGS, Open, Tab
from tests.bot.test_doors_http import everything_stored
from tests.conftest import Person

pytestmark = pytest.mark.slow

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
KNOWN = "what do you know about me?"
HOSTILE = "<img src=x onerror=alert(1)>"


# --- teaching, and what becomes of it


def test_what_is_taught_by_typing_appears_is_used_and_says_why(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    expect(page.say("I like Thai food")).to_contain_text("Got it, you like Thai food.")
    item = page.item("You like Thai food.")
    expect(item).to_contain_text('You told me today: "I like Thai food".')
    expect(item).to_contain_text("Not used yet")

    answer = page.say("find me a restaurant")
    expect(answer).to_contain_text("Here's Thai food, because you like Thai food.")
    expect(answer.locator("dl")).to_be_hidden()
    answer.get_by_text("Why?").click()
    why = answer.locator("dl")
    expect(why).to_contain_text("“find me a restaurant”")
    expect(why).to_contain_text("recommendation locations")
    expect(why).to_contain_text("food type: Thaia preference, because you like Thai food.")
    expect(why).to_contain_text('You told me today: "I like Thai food".')
    page.shoot("taught-and-why")

    # Uses are written down some seconds later.
    page.page.wait_for_timeout(2_500)
    page.say("thank you")
    expect(item).to_contain_text("Used once, last on")


def test_a_value_is_put_right_and_the_next_answer_goes_by_it(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("I like Thai food")
    item = page.item("You like Thai food.")
    item.get_by_role("button", name="Edit").click()
    value = item.get_by_label("What", exact=True)
    expect(value).to_be_focused()
    value.fill("klingon")
    item.get_by_role("button", name="Save").click()
    expect(item.get_by_role("alert")).to_have_text('I don\'t know "klingon" as a kind of food.')
    page.shoot("edit-refused")
    value.fill("greek")
    item.get_by_role("button", name="Save").click()
    expect(page.page.locator("#toast")).to_have_text("Got it, you like Greek food.")
    expect(page.item("You like Greek food.")).to_contain_text('You changed it yourself today: "greek".')
    expect(page.item("You like Thai food.")).to_have_count(0)
    expect(page.say("find me a restaurant")).to_contain_text("because you like Greek food")

    page.page.get_by_role("button", name="Undo the last change").click()
    expect(page.item("You like Thai food.")).to_be_visible()
    expect(page.say("find me a restaurant")).to_contain_text("because you like Thai food")


def test_a_condition_and_a_sign_are_put_right_too(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("I like jazz")
    item = page.item("You like jazz.")
    item.get_by_role("button", name="Edit").click()
    item.get_by_label("How it is meant").select_option("you don't like …")
    item.get_by_label("When it holds").fill("on weekends")
    item.get_by_role("button", name="Save").click()
    expect(page.item("On weekends you don't like jazz.")).to_be_visible()


def test_what_is_paused_is_not_gone_by_until_it_is_resumed(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("I like Thai food")
    item = page.item("You like Thai food.")
    item.get_by_role("button", name="Pause").click()
    expect(item.get_by_text("Paused", exact=True)).to_be_visible()
    expect(item.get_by_role("button", name="Resume")).to_be_focused()
    expect(page.say("find me a restaurant")).not_to_contain_text("because you like")
    expect(page.say(KNOWN)).to_contain_text("You like Thai food, which is paused.")
    page.shoot("paused")
    item.get_by_role("button", name="Resume").click()
    expect(item.get_by_role("button", name="Pause")).to_be_focused()
    expect(page.say("find me a restaurant")).to_contain_text("because you like Thai food")


def test_what_is_forgotten_is_gone_everywhere(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("I like Thai food")
    item = page.item("You like Thai food.")
    item.get_by_role("button", name="Forget").click()
    item.get_by_role("button", name="Keep").click()
    expect(item.get_by_role("button", name="Forget")).to_be_focused()
    item.get_by_role("button", name="Forget").click()
    expect(item).to_contain_text("Forget this for good?")
    page.shoot("forget")
    item.get_by_role("group").get_by_role("button", name="Forget").click()
    expect(item).to_have_count(0)
    expect(page.page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    expect(page.page.get_by_role("button", name="Undo the last change")).to_be_disabled()
    assert "not taught me anything" in alice.say(KNOWN)


def test_phrases_and_names_are_listed_changed_and_used(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("when I say movie night, dim the lights to 20 percent and play jazz")
    phrase = page.item('"movie night" means dim the lights to 20 percent and play jazz.')
    phrase.get_by_role("button", name="Edit").click()
    expect(phrase.get_by_label("Does, one request a line")).to_have_value("dim {the lights} to 20 percent\nplay jazz")
    phrase.get_by_label("When you say").fill("film night")
    phrase.get_by_label("Does, one request a line").fill("play blues")
    phrase.get_by_role("button", name="Save").click()
    expect(page.item('"film night" means play blues.')).to_be_visible()
    answer = page.say("film night")
    expect(answer).to_contain_text("Playing blues")
    answer.get_by_text("Why?").click()
    expect(answer.locator("dl")).to_contain_text("That is“play blues”")
    expect(answer.locator("dl")).to_contain_text('a phrase, because you taught me that "film night" means play blues.')

    page.say("what time is it in Portland?")
    page.say("no, I meant Portland, Maine")
    name = page.item("When you say portland you mean Portland, Maine.")
    name.get_by_role("button", name="Edit").click()
    name.get_by_label("When you say “portland” you mean").fill("Portland, Oregon")
    name.get_by_role("button", name="Save").click()
    expect(page.item("When you say portland you mean Portland, Oregon.")).to_be_visible()
    page.shoot("phrases-and-names")


def test_what_was_noticed_is_stopped_and_resumed(tab: Open, alice: Person) -> None:
    for _ in range(8):
        alice.say("play some jazz")
        alice.leave()
    page = tab(alice.name).enter()
    page.look()
    habit = page.item("You usually play jazz.")
    expect(habit.locator(".evidence")).to_have_text("It was so 8 of the last 8 times, on one day, last today.")
    habit.get_by_role("button", name="Stop").click()
    expect(habit.get_by_text("Stopped", exact=True)).to_be_visible()
    expect(page.page.get_by_role("heading", name="What I noticed")).to_be_focused()
    spotless(page, "habits")
    assert "usually" not in page.say("play music").inner_text()
    habit.get_by_role("button", name="Resume").click()
    expect(habit.get_by_text("Stopped", exact=True)).to_have_count(0)


def test_what_had_to_be_said_again_is_taken_for_something_else(tab: Open, alice: Person) -> None:
    alice.say("play some jas")
    alice.say("i said play jazz")
    page = tab(alice.name).enter()
    page.look()
    rewrite = page.item('"play some jas" is read as "play jazz".')
    rewrite.get_by_role("button", name="Edit").click()
    field = rewrite.get_by_label("When you say “play some jas” take it for")
    expect(field).to_be_focused()
    expect(field).to_have_value("play jazz")
    field.fill("play some jas")
    rewrite.get_by_role("button", name="Save").click()
    expect(rewrite.get_by_role("alert")).to_have_text('"play some jas" can\'t stand for itself.')
    page.shoot("edit-rewrite")
    field.fill("play rock")
    rewrite.get_by_role("button", name="Save").click()
    expect(page.item('"play some jas" means play rock.')).to_be_visible()
    expect(rewrite).to_have_count(0)
    expect(page.say("play some jas")).to_contain_text("Playing rock")


def test_open_questions_are_answered_dropped_and_asked_again(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("in the mornings I like jazz")
    page.say("in the kitchen I like classical music")
    page.say("set the bedroom lights to study mode")
    open_ones = page.page.locator(".open li")
    expect(open_ones).to_have_count(2)
    page.shoot("open-questions")
    open_ones.filter(has_text="Which one counts").get_by_role("button", name="classical").click()
    expect(open_ones).to_have_count(1)
    expect(page.page.locator(".item", has_text="classical")).to_have_count(2)
    open_ones.get_by_role("button", name="Don't ask").click()
    expect(open_ones).to_have_count(0)
    page.page.get_by_role("button", name='Ask me again about "study mode"').click()
    open_ones.get_by_role("button", name="Answer").click()
    field = page.page.get_by_label("Message to Mynah")
    expect(field).to_be_focused()
    expect(field).to_have_value("when I say study mode, ")
    page.say("when I say study mode, set the lights to 80 percent")
    expect(open_ones).to_have_count(0)


def test_the_picture_of_learning_tells_its_figures(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("play some jazz")
    page.say("that's not what I wanted")
    page.say("set the bedroom lights to study mode")
    picture = page.page.get_by_role("img", name="Requests served at once")
    expect(picture).to_be_visible()
    expect(picture.locator("desc")).to_contain_text("0 served at once, 1 after a question, 1 needed repair")
    expect(page.page.locator(".chart p")).to_have_text("0 of 2 requests were served at once in the last seven days.")
    page.page.get_by_text("The figures").click()
    expect(page.page.locator(".figures tbody td")).to_have_text(["0", "1", "1"])


# --- whose it is


def test_a_second_person_sees_nothing_of_it(tab: Open, alice: Person, bob: Person) -> None:
    first = tab(alice.name).enter()
    first.say("I like Ethiopian food")
    second = tab(bob.name).enter()
    expect(second.page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    expect(second.say(KNOWN)).to_contain_text("not taught me anything")
    assert "Ethiopian" not in second.page.content()
    # On one machine the next person says who they are, and the first one's page is gone.
    first.page.get_by_role("button", name="Settings").click()
    first.page.get_by_role("button", name="Someone else is speaking").click()
    first.page.get_by_label("Name").fill(bob.name)
    first.page.get_by_role("button", name="Go on").click()
    expect(first.page.get_by_role("heading", name=f"Hello, {bob.name}")).to_be_visible()
    expect(first.page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    assert "Ethiopian" not in first.page.content()


def test_a_hostile_value_is_shown_as_text(tab: Open, alice: Person) -> None:
    page = tab(f"{alice.name}<b>")
    dialogs: list[str] = []
    page.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.enter()
    page.say("call me Sam")
    item = page.item("You are called Sam.")
    item.get_by_role("button", name="Edit").click()
    item.get_by_label("What", exact=True).fill(HOSTILE)
    item.get_by_role("button", name="Save").click()
    expect(page.item(f"You are called {HOSTILE}.")).to_be_visible()
    expect(page.page.locator("#toast")).to_contain_text(HOSTILE)
    page.say(f"{HOSTILE} <script>alert(2)</script>")
    expect(page.page.locator(".mine .bubble").last).to_have_text(f"{HOSTILE} <script>alert(2)</script>")
    known = page.say(KNOWN)
    expect(known).to_contain_text(HOSTILE)
    known.get_by_text("Why?").click()
    page.shoot("hostile")
    assert page.page.locator("img[src=x], b:has-text('Hello'), .bubble script").count() == 0
    assert dialogs == []


def test_everything_is_downloaded_and_forgotten(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.say("call me Zebulonquist")
    page.look()
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Download it").click()
    document = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [one["value"] for one in document["preferences"]] == ["Zebulonquist"]
    page.page.get_by_role("button", name="Forget everything …").click()
    dialog = page.page.get_by_role("dialog", name="Forget everything?")
    expect(dialog).to_contain_text("This cannot be undone.")
    page.shoot("forget-everything")
    dialog.get_by_role("button", name="Keep it").click()
    expect(page.item("You are called Zebulonquist.")).to_be_visible()
    page.page.get_by_role("button", name="Forget everything …").click()
    dialog.get_by_role("button", name="Forget everything").click()
    expect(page.page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    expect(page.page.get_by_role("heading", name=f"Hello, {alice.name}")).to_be_visible()
    for name, data in everything_stored(alice.server.home).items():
        assert b"zebulonquist" not in data.lower() and alice.name.encode() not in data, name


def test_a_browser_is_paired_by_a_code_and_the_pairing_ends(tab: Open, alice: Person) -> None:
    tokens = Tokens(alice.server.home / "tokens.json")
    page = tab("")
    # A cookie that is nobody's stands for a browser that comes from elsewhere.
    nobodys = {"name": "mynah_session", "value": "mynah_0_0", "domain": "127.0.0.1", "path": "/webhooks/voice"}
    page.context.add_cookies([nobodys])  # type: ignore[list-item]
    page.page.goto(page.url)
    expect(page.page.get_by_role("heading", name="Pair this browser")).to_be_visible()
    page.shoot("pairing")
    page.page.get_by_label("Pairing code").fill("WRONG-COD")
    page.page.get_by_role("button", name="Pair").click()
    expect(page.page.get_by_role("alert").filter(has_text="not open")).to_be_visible()
    page.page.get_by_label("Pairing code").fill(tokens.open_pairing(alice.name))
    page.page.get_by_role("button", name="Pair").click()
    expect(page.page.get_by_role("heading", name=f"Hello, {alice.name}")).to_be_visible()
    [cookie] = [one for one in page.context.cookies() if one["name"] == "mynah_session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    assert page.page.evaluate("document.cookie") == ""
    # Changes carry the CSRF token.
    page.say("I like Thai food")
    page.item("You like Thai food.").get_by_role("button", name="Pause").click()
    expect(page.item("You like Thai food.").get_by_text("Paused", exact=True)).to_be_visible()
    page.page.reload()
    expect(page.page.get_by_role("heading", name=f"Hello, {alice.name}")).to_be_visible()
    page.page.get_by_role("button", name="Settings").click()
    expect(page.page.locator("#settings-who")).to_have_text(f"This browser is paired with {alice.name}.")
    page.page.get_by_role("button", name="End the pairing").click()
    expect(page.page.get_by_role("heading", name="Who is speaking?")).to_be_visible()
    assert [one.name for one in tokens.all() if alice.name in one.people] == []


# --- where it is used


def test_on_a_phone_both_views_fit(tab: Open, alice: Person) -> None:
    page = tab(alice.name, **PHONE).enter()
    page.shoot("phone-hello")
    page.say("I like Thai food")
    page.say("find me a restaurant").get_by_text("Why?").click()
    page.shoot("phone-talk")
    assert not page.page.locator("#known").is_visible()
    page.look()
    expect(page.page.get_by_role("heading", name="What Mynah knows")).to_be_focused()
    expect(page.page.locator("#talk")).to_be_hidden()
    page.item("You like Thai food.").get_by_role("button", name="Edit").click()
    page.shoot("phone-known")
    for _ in range(2):
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.page.get_by_role("link", name="Talk").click()
    for button in page.page.locator("#composer button:visible").all():
        box = button.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_fault(tab: Open, alice: Person, scheme: str, size: dict[str, Any]) -> None:
    page = tab(alice.name, color_scheme=scheme, **size)
    page.page.goto(page.url)
    expect(page.page.get_by_role("heading", name="Who is speaking?")).to_be_visible()
    spotless(page, f"{scheme} gate")
    page.enter()
    spotless(page, f"{scheme} hello")
    page.say("in the mornings I like jazz")
    page.say("in the kitchen I like classical music")
    page.say("set the bedroom lights to study mode")
    page.say("play music").get_by_text("Why?").click()
    spotless(page, f"{scheme} talk")
    page.look()
    page.item("In the mornings you like jazz.").get_by_role("button", name="Pause").click()
    page.item("In the kitchen you like classical.").get_by_role("button", name="Edit").click()
    page.page.get_by_text("The figures").click()
    spotless(page, f"{scheme} known")
    page.item("In the mornings you like jazz.").get_by_role("button", name="Forget").click()
    spotless(page, f"{scheme} sure")
    page.page.get_by_role("button", name="Settings").click()
    spotless(page, f"{scheme} settings")


def spotless(page: Tab, name: str) -> None:
    """Let axe look at the page; every rule it has counts, not only the serious ones."""
    page.page.wait_for_timeout(300)  # Colours that are still fading are no colours.
    # The page's own policy forbids what is put in by a string; axe is put in past it.
    found = Axe().run(page.page)
    width = page.page.viewport_size["width"]  # type: ignore[index]
    page.shoot(f"axe-{name.replace(' ', '-')}-{width}")
    faults = [(fault["impact"], fault["id"], [node["html"][:120] for node in fault["nodes"]])
              for fault in found.response["violations"]]  # fmt: skip
    assert faults == [], name


def test_it_is_used_without_a_mouse(tab: Open, alice: Person) -> None:
    page = tab(alice.name)
    page.page.goto(page.url)
    expect(page.page.get_by_label("Name")).to_be_focused()
    page.page.keyboard.type(alice.name)
    page.page.keyboard.press("Enter")
    field = page.page.get_by_label("Message to Mynah")
    expect(field).to_be_focused()
    page.page.keyboard.type("I like Thai food")
    page.page.keyboard.press("Enter")
    summary = page.page.locator(".why summary")
    expect(summary).to_be_visible()
    page.page.keyboard.press("Shift+Tab")
    expect(summary).to_be_focused()
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".why dl")).to_be_visible()
    edit = page.item("You like Thai food.").get_by_role("button", name="Edit")
    for _ in range(20):
        page.page.keyboard.press("Tab")
        if edit.evaluate("one => one === document.activeElement"):
            break
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_label("What", exact=True)).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(edit).to_be_focused()


# --- what may go wrong


def test_a_server_that_is_away_is_looked_for_and_the_message_is_kept(tab: Open, alice: Person) -> None:
    page = tab(alice.name, complains=True).enter()
    page.context.set_offline(True)
    field = page.page.get_by_label("Message to Mynah")
    field.fill("play some jazz")
    field.press("Enter")
    failed = page.page.locator(".turn.failed")
    expect(failed).to_contain_text("Mynah can't be reached right now.")
    expect(page.page.locator("#away")).to_be_visible()
    page.shoot("away")
    page.context.set_offline(False)
    expect(page.page.locator("#away")).to_be_hidden()
    failed.get_by_role("button", name="Try again").click()
    expect(page.page.locator(".turn.theirs")).to_contain_text("Playing jazz")
    expect(failed).to_have_count(0)
    page.context.close()


def test_without_a_microphone_it_says_so(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.page.get_by_role("button", name="Speak", exact=True).click()
    expect(page.page.locator("#hint")).to_have_text("No microphone was found. You can type instead.")
    expect(page.page.get_by_role("button", name="Speak", exact=True)).to_have_attribute("aria-pressed", "false")
    page.shoot("no-microphone")


def test_the_browsers_own_recognition_is_used_only_when_chosen(tab: Open, alice: Person) -> None:
    page = tab(alice.name).enter()
    page.page.get_by_role("button", name="Settings").click()
    settings = page.page.get_by_role("dialog", name="Settings")
    expect(settings.get_by_label("Mynah's own server")).to_be_checked()
    expect(settings).to_contain_text("Many browsers send what you say to their maker.")
    page.shoot("settings")
    settings.get_by_role("button", name="Done").click()
    expect(settings).to_be_hidden()


def test_what_is_spoken_is_heard_answered_aloud_and_interrupted(
    playwright: Playwright, alice: Person, spoken_request: Path
) -> None:
    capture = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={spoken_request}%noloop"]
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *capture])
    page = Tab(chromium.new_context(permissions=["microphone"]), alice.server, alice.name).enter()
    page.page.get_by_role("button", name="Speak", exact=True).click()
    expect(page.page.get_by_role("button", name="Stop and send")).to_have_attribute("aria-pressed", "true")
    page.shoot("listening")
    # It ends by itself when nobody speaks any more.
    answer = page.page.locator(".turn.theirs:has(.why)")
    expect(answer).to_contain_text("in Tokyo", timeout=60_000)
    expect(page.page.locator(".mine .bubble")).to_contain_text("Tokyo")
    answer.get_by_text("Why?").click()
    expect(answer.locator("dl")).to_contain_text("% sure")
    page.shoot("spoken")

    stop = page.page.get_by_role("button", name="Stop speaking")
    page.say("find me a restaurant")
    expect(stop).to_be_visible()
    page.page.wait_for_timeout(700)
    page.page.get_by_label("Message to Mynah").press_sequentially("no, t")
    expect(stop).to_be_hidden()
    page.say("no, that's not what I wanted")
    expect(stop).to_be_visible()
    page.page.get_by_role("button", name="Speak the answers").click()
    expect(stop).to_be_hidden()
    with sqlite3.connect(alice.server.home / "turns.db") as log:
        query = "SELECT data FROM events WHERE type_name = 'user' ORDER BY id DESC LIMIT 1"
        metadata = json.loads(log.execute(query).fetchone()[0])["metadata"]
    assert metadata["barge_in"] is True and 200 < metadata["played_ms"] < 30_000
    assert page.problems == []
    chromium.close()
