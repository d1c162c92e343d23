"""``python -m community``: the same as the ``community`` program."""

import sys

from community.commands import main

if __name__ == "__main__":
    sys.exit(main())
