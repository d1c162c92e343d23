"""What the process has loaded from which the tests fork commands: the program, its migrations, and an application made
once, with all that makes it and what its libraries find out at the first one. Each fork has it at no cost."""

from pathlib import Path
from tempfile import gettempdir

import alembic.command  # noqa: F401  a command imports it when it migrates

from community import main
from tests import program  # noqa: F401  what runs in the fork

NEVER_OPENED = Path(gettempdir()) / "never-opened.sqlite"
main(**{"community.database_url": f"sqlite:///{NEVER_OPENED}"})
