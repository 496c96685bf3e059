"""`netpoint-stp desk`: the service desk on the command line."""
