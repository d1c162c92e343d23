"""Files and functions one can read at a sitting, each saying what it is for."""

import ast

import pytest

from tests.architecture.source import Module, functions_of, modules

LONGEST_FILE = 220
LONGEST_FUNCTION = 40
ALL = list(modules())


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_a_file_has_a_purpose_and_an_end(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.path} does not say what it is"
    length = module.text.count("\n")
    assert length <= LONGEST_FILE, f"{module.path} has {length} lines: which noun is missing?"


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_functions_are_short_and_the_public_ones_explained(module: Module) -> None:
    wrong = []
    for node in functions_of(module):
        length = body_lines(node)
        if length > LONGEST_FUNCTION:
            wrong.append(f"{module.path}:{node.lineno} {node.name} has {length} lines")
    for node in module.tree.body:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            wrong.append(f"{module.path}:{node.lineno} {node.name} does not say what it does")
    assert not wrong, "\n".join(wrong)


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what the function does: a long signature and a long docstring are no sin."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_no_room_for_leftovers(module: Module) -> None:
    vague = {"utils", "helpers", "common", "services", "misc"}
    assert not vague & set(module.name.split(".")), f"{module.path}: name the thing it is about"
    for word in ("TODO", "FIXME", "XXX", "noqa"):
        assert word not in module.text, f"{module.path} says {word}"


@pytest.mark.parametrize("module", [m for m in ALL if m.name.endswith(".views")], ids=lambda module: module.name)
def test_views_ask_no_database_themselves(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            names = {alias.name for alias in node.names} - {"SQLAlchemyError"}
            assert not names, f"{module.path}:{node.lineno} imports {names} from sqlalchemy"


@pytest.mark.parametrize("module", [m for m in ALL if ".rules" in m.name], ids=lambda module: module.name)
def test_rules_are_pure(module: Module) -> None:
    impure = ("community.clock", "community.db.sessions", "community.db.engines", "sqlalchemy.orm", "pyramid", "time")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            bad = [name for name in names if name.startswith(tuple(f"{word}." for word in impure)) or name in impure]
            assert not bad, f"{module.path}:{node.lineno} imports {bad}"
