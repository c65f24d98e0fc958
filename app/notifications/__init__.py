"""Messages to people: an outbox that a job empties; nothing is sent inside a request."""
