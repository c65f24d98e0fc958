"""Benchmarks: a load generator in a process of its own, real HTTP, real sessions, and bare Flask beside it."""
