"""Files and functions one can read at a sitting, each saying what it is for."""

import ast

from tests.architecture.source import functions_of, modules

LONGEST_FILE = 220
LONGEST_FUNCTION = 40
ALL = modules()


def test_a_file_has_a_purpose_and_an_end() -> None:
    wrong = [f"{module.path} does not say what it is" for module in ALL if not ast.get_docstring(module.tree)]
    for module in ALL:
        length = module.text.count("\n")
        if length > LONGEST_FILE:
            wrong.append(f"{module.path} has {length} lines: which noun is missing?")
    assert not wrong, "\n".join(wrong)


def test_functions_are_short() -> None:
    wrong = [
        f"{module.path}:{node.lineno} {node.name} has {body_lines(node)} lines"
        for module in ALL
        for node in functions_of(module)
        if body_lines(node) > LONGEST_FUNCTION
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_public_is_explained() -> None:
    wrong = [
        f"{module.path}:{node.lineno} {node.name} does not say what it does"
        for module in ALL
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not wrong, "\n".join(wrong)


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what the function does: a long signature and a long docstring are no sin."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_room_for_leftovers() -> None:
    vague = {"utils", "helpers", "common", "services", "misc"}
    for module in ALL:
        assert not vague & set(module.name.split(".")), f"{module.path}: name the thing it is about"
        for word in ("TODO", "FIXME", "XXX", "noqa"):
            assert word not in module.text, f"{module.path} says {word}"


def test_views_ask_no_database_themselves() -> None:
    wrong = [
        f"{module.path}:{node.lineno} imports from {node.module}"
        for module in ALL
        if ".views" in module.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
    ]
    assert not wrong, "\n".join(wrong)


def test_rules_are_pure() -> None:
    impure = {"community.clock", "community.db.sessions", "community.db.engines", "sqlalchemy.orm.Session", "time"}
    wrong = []
    for module in ALL:
        for node in ast.walk(module.tree):
            if module.name.endswith(".rules") and isinstance(node, ast.ImportFrom):
                names = {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
                if names & impure or str(node.module).startswith("pyramid"):
                    wrong.append(f"{module.path}:{node.lineno} imports {sorted(names)}")
    assert not wrong, "\n".join(wrong)
