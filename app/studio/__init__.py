"""The trainers' studio: writing questions, reviewing and publishing them, bringing them in from other programs."""
