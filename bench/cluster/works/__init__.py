"""The rows of docs/benchmarks-operator.md: one module each, with a NAME for the command line and run(plan) -> Section."""
