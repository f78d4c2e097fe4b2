"""The rows of the table: one module each, with a NAME for the command line and run(plan) -> Section."""
