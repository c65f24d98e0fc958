"""A whole season tried out before it begins: simulated people play it by the real rules, in a database of its own."""
