"""The source tree as the guards read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "community"


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name inside the package ("boards.actions"), path and text."""

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What it says, parsed when somebody asks: each process that collects the tests lists the modules."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The first part of the name: a feature, or a module of the kernel."""
        return self.name.partition(".")[0]


@cache
def modules() -> list[Module]:
    """Every module of the package, read once."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        text = path.read_text("utf-8")
        found.append(Module(name, path, text))
    return found


def imports_of(module: Module) -> Iterator[tuple[int, str]]:
    """Line and name inside the package of everything imported, inside functions and strings of type checks too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.path}:{node.lineno} imports relatively"
            # "from community import clock" names a module; "from community.boards import rules" may too.
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            if name.startswith("community."):
                yield node.lineno, name.removeprefix("community.")


def functions_of(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
