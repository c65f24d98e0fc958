"""The fairness lab: flags with their evidence, the organizers' decisions, and what follows from them."""
