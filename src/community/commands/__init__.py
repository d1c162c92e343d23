"""The ``community`` program: serve, web, live, worker, migrate, seed, import, create-admin.

What can go wrong for an operator ends as one sentence on stderr and a non-zero exit, never as a traceback.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Imported late: whoever only migrates loads no server."""
    from community.commands.explaining import explained
    from community.commands.parsing import parser

    words = sys.argv[1:] if argv is None else list(argv)
    args = parser(words).parse_args(words)
    with explained() as outcome:
        outcome.code = args.run(args) or 0
    if outcome.words:
        sys.stdout.flush()
        print(f"community {args.command}: {outcome.words}", file=sys.stderr)
    return outcome.code
