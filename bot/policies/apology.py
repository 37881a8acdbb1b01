"""Says something when an action died: Rasa swallows the failure, and the person would hear nothing."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from preferences.turns import TURN_SLOT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class ApologyPolicy(Policy):
    """Utters `utter_trouble` after a custom action that left no `mynah_turn`; silent otherwise."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Rules need not be looked at."""
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The priority beats the rule policy's 6 at equal confidence."""
        return {"priority": 7, "response": "utter_trouble"}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Full confidence in the apology when the running turn's action left no trace, and then in listening."""
        scores = self._default_predictions(domain)
        action = tracker.latest_action_name
        ours = action in domain.user_actions_and_forms and action not in domain.responses
        if ours and not _left_a_trace(tracker):
            scores[domain.index_for_action(self.config["response"])] = 1.0
        elif action == self.config["response"]:
            # In a lesson the rule policy would run the form that failed again, and again.
            scores[domain.index_for_action(ACTION_LISTEN_NAME)] = 1.0
        # While a form is open, only what claims to need no words of the person's is heard beside the rule policy.
        return self._prediction(scores, is_no_user_prediction=max(scores) > 0)


def _left_a_trace(tracker: DialogueStateTracker) -> bool:
    for event in reversed(tracker.events):
        if isinstance(event, SlotSet) and event.key == TURN_SLOT:
            return True
        if isinstance(event, UserUttered):
            return False
    return True
