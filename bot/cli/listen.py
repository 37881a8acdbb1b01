"""`mynah listen`: talk to a running Mynah aloud, in a terminal."""

from __future__ import annotations

import queue
import select
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
import typer
from rich.console import Console

from bot.identity import keyboard_person
from bot.speech.activity import Activity, Ear, Silero
from bot.speech.devices import Loudspeaker, Microphone, NoDevice, SystemLoudspeaker, SystemMicrophone
from bot.speech.errors import SpeechError
from bot.speech.line import TYPES, Line, sound_in
from bot.speech.sound import LONGEST, Samples, Sound, wav

console = Console(highlight=False)
UNSURE = 0.5
"""Confidence below which it is said that the hearing is not sure."""


def listen(
    file: Optional[list[Path]] = typer.Option(
        None, "--file", help="A WAV or FLAC file to hear instead; several times."
    ),
    hands_free: bool = typer.Option(False, "--hands-free", help="Listen all the time, instead of after Enter."),
    url: str = typer.Option("http://127.0.0.1:5005", help="The server to talk to."),
    person: Optional[str] = typer.Option(None, help="Who speaks; the operating system's user, if left out."),
    token: Optional[str] = typer.Option(None, envvar="MYNAH_TOKEN", help="What lets you speak to another machine."),
    save: Optional[Path] = typer.Option(None, help="Write the reply's sound to this WAV file."),
    quiet: bool = typer.Option(False, "--quiet", help="Print replies only."),
) -> None:
    """Talk to a running Mynah by microphone and loudspeaker, or by files."""
    line = Line(url, person or keyboard_person(), token, f"listen-{uuid.uuid4().hex[:12]}")
    try:
        if file:
            _files(line, file, save, quiet)
            return
        microphone = SystemMicrophone()
        loudspeaker = None if quiet else SystemLoudspeaker()
        talk = Talking(line, loudspeaker)
        if hands_free:
            console.print("Just talk; Ctrl-C leaves. With headphones you can cut in.")
            talk.hands_free(microphone, Silero())
        else:
            console.print("Enter begins and ends what you say, and cuts in; Ctrl-C leaves.")
            talk.push_to_talk(microphone, _Enter())
    except KeyboardInterrupt:
        console.print("Goodbye.")
    finally:
        line.close()


def _files(line: Line, files: list[Path], save: Path | None, quiet: bool) -> None:
    loudspeaker: Loudspeaker | None = None
    if not quiet:
        try:
            loudspeaker = SystemLoudspeaker()
        except NoDevice:
            loudspeaker = None  # What is printed is enough.
    talk = Talking(line, loudspeaker, keep=save is not None)
    for file in files:
        kind = TYPES.get(file.suffix.lower())
        if kind is None:
            raise SpeechError(f"{file} is neither .wav nor .flac.")
        talk.turn(file.read_bytes(), kind, lambda: False)
    if save is not None and talk.kept:
        rate = talk.kept[0].rate
        save.write_bytes(wav(Sound(np.concatenate([sound.at(rate).samples for sound in talk.kept]), rate)))
        console.print(f"Written to {save}.", markup=False)


@dataclass
class Talking:
    """The talk of one person with one server."""

    line: Line
    """Where it goes."""
    loudspeaker: Loudspeaker | None = None
    """Where replies are heard; None prints them only."""
    keep: bool = False
    """Whether the replies' sound is kept."""

    def __post_init__(self) -> None:
        self.kept: list[Sound] = []

    def turn(self, sound: bytes, kind: str, cut_in: Callable[[], bool]) -> bool:
        """Say something and hear the reply; returns whether somebody cut in.

        Raises:
            NoLine: the server cannot be reached, or refuses.
        """
        reply, played = "", 0.0
        for name, event in self.line.say(sound, kind, speak=self.loudspeaker is not None or self.keep):
            if name == "heard":
                reply = event["id"]
                unsure = event["confidence"] is not None and event["confidence"] < UNSURE
                console.print(f"you    {event['transcript'] or '…'}{'  (unsure)' if unsure else ''}", markup=False)
            elif name == "reply":
                console.print("mynah  " + event["reply"].replace("\n", "\n       "), markup=False, soft_wrap=True)
            elif name == "sentence":
                spoken = sound_in(event)
                if spoken is None:
                    continue
                if self.keep:
                    self.kept.append(spoken)
                if self.loudspeaker is not None:
                    heard = self.loudspeaker.play(spoken, cut_in)
                    played += heard
                    if heard < spoken.seconds * 1000 - 1:
                        self.line.interrupt(reply, played)
                        return True
        return False

    def push_to_talk(self, microphone: Microphone, enter: Callable[[], bool]) -> None:
        """Record between two presses of Enter; one during a reply cuts in and records at once."""
        cut = False
        while True:
            if not cut:
                _wait_for(enter)
            said: list[Samples] = []
            console.print("listening …", style="dim")
            for piece in microphone.pieces():
                said.append(piece)
                if enter() or sum(map(len, said)) >= LONGEST * 16_000 - 16_000:
                    break
            cut = self.turn(wav(Sound(np.concatenate(said))), "audio/wav", enter)

    def hands_free(self, microphone: Microphone, activity: Activity) -> None:
        """Answer whatever is said; who speaks during a reply cuts in, and what they say is heard."""
        ear, waiting = Ear(activity), queue.Queue[Sound]()
        failed: list[BaseException] = []

        def hear() -> None:
            try:
                for piece in microphone.pieces():
                    for said in ear.feed(piece):
                        waiting.put(said)
            except BaseException as problem:  # Told where it can be shown.
                failed.append(problem)

        threading.Thread(target=hear, daemon=True).start()
        for said in _until_failed(waiting, failed):
            self.turn(wav(said), "audio/wav", lambda: ear.speaking or not waiting.empty())


def _until_failed(waiting: queue.Queue[Sound], failed: list[BaseException]) -> Iterator[Sound]:
    while True:
        try:
            yield waiting.get(timeout=0.2)
        except queue.Empty:
            if failed:
                raise failed[0] from None


def _wait_for(enter: Callable[[], bool]) -> None:
    while not enter():
        pass


class _Enter:
    """Whether Enter was pressed since it was last asked; waits a little for it. The end of the input leaves."""

    def __call__(self) -> bool:
        ready, _, _ = select.select([sys.stdin], [], [], 0.02)
        if not ready:
            return False
        if not sys.stdin.readline():
            raise KeyboardInterrupt
        return True
