"""What every feature stands on: database, clock, events, errors, forms, Markdown, languages. Knows no feature."""
