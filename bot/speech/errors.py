"""What can go wrong with sound; each is one clear sentence for whoever sent it, or for whoever runs the server."""

from __future__ import annotations

from preferences.errors import MynahError


class SpeechError(MynahError):
    """The root of what goes wrong with hearing and speaking."""


class NotAudio(SpeechError):
    """The bytes are no sound that can be read."""


class TooLong(SpeechError):
    """The sound is longer than one request."""


class SpeechMissing(SpeechError):
    """A part of speech is not installed; says what to do."""
