"""Rasa with our shorter way to the action server and nothing else of ours: `python -m benchmarks.quick_rasa run`.

Mynah's server saves Rasa a good part of every turn there. To see what the rest of Mynah costs, a server to compare
with must save the same.
"""

from __future__ import annotations

from rasa.__main__ import main

from bot.hop import shorten_hop

if __name__ == "__main__":
    shorten_hop()
    main()
