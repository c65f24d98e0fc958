"""What is measured by hand, beside the tests: `python -m tests.benches.<name>`. Each is bounded and ends by itself."""
