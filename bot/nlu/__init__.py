"""Components of the Rasa pipeline, and what they stand on."""
