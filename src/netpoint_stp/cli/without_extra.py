"""What `netpoint-stp` says where the library is installed without the extra `cli`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Say on standard error how to install what the command line needs, and exit with 2."""
    sys.stderr.write("netpoint-stp: the command line needs more; install it with: pip install 'netpoint-stp[cli]'\n")
    sys.exit(2)
