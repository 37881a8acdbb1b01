"""Which pipeline reads best: intents, entities, what is out of scope, time and memory."""
