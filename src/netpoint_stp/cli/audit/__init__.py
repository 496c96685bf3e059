"""`netpoint-stp audit`: the audit on the command line."""
