"""The command line: `python -m geo --help` lists the commands."""

import sys

from geo.cli import main

if __name__ == "__main__":
    sys.exit(main())
