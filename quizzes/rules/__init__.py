"""The rules: values in, values out; time arrives as milliseconds, chance as a seeded random source."""
