"""What the bot costs: ``python -m tests.benchmarks`` prints it. Needs Linux, for /proc."""
