"""Words of a request that nobody taught, and the kinds of requests they may stand in."""

from __future__ import annotations

from dataclasses import dataclass

LIGHTS = frozenset(
    {"iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim", "iot_hue_lightup", "iot_hue_lightchange"}
)
HOME = LIGHTS | {"iot_thermostat_set", "iot_oven_set", "iot_wemo_on", "iot_wemo_off"}
"""Requests all of whose details have few values."""
SETTABLE = HOME | {"iot_coffee", "play_music", "alarm_set", "timer_set"}
"""Requests in which words are asked about; in all others what is not known is a name that can be looked up."""
LISTENING = frozenset({"play_movie", "play_audiobook", "recommendation_movies"})
"""Requests for titles, in which only what somebody calls their own is no title."""
COLLECTING = frozenset({"lists_createoradd", "lists_remove"})
"""Requests whose words may be anything, but for a name of several things at once."""
SOMEWHERE = frozenset({"weather_query", "sun_query", "datetime_query"})
"""Requests for a place, in which only what is told by whose it is has no gazetteer."""


@dataclass(frozen=True)
class Gap:
    """Words that nobody taught."""

    text: str
    """The words: "study mode"."""
    start: int
    """Where they begin in the request."""
    end: int
    """Where they end (exclusive)."""
    intent: str
    """What the request was read as."""
    whole: bool = False
    """True when the whole request is unknown."""
