"""Coffee to take away: orders one at the café on the corner."""

from __future__ import annotations

from actions.skill import Skill
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request


class CoffeeOrders(Skill):
    """Orders a coffee and remembers the last order."""

    action = "action_coffee_orders"
    intents = ("takeaway_order",)
    entities = ("coffee_type",)

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Order the coffee that was named, or the one this person orders."""
        coffee = request.value("coffee_type")
        if coffee is None:
            return Reply("Which coffee shall I order?", Outcome.ASKED, missing="coffee_type")
        if belongings.person is not None:
            belongings.keep_mine("coffee_orders:last", coffee)
        return Reply(f"One {coffee} to take away is ordered{request.because('coffee_type')}.")
