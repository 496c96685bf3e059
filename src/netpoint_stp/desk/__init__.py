"""The service desk: the use cases, the only room where policy meets ports.

Import from the modules: `desk.office` has `Desk`, `desk.outcomes` what it answers, `desk.replay` decides a log again.
"""
