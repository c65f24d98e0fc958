"""Running the service: which jobs ran, when, and how it stands."""
