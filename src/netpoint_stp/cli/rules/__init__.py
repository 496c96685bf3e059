"""`netpoint-stp clauses`, `deadline`, `tables`, `text`: the regulation itself on the command line."""
