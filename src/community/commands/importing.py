"""``community import boards | streets | addresses | requests``."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from community.commands.building import build
from community.importing.addresses import AddressOptions, import_addresses
from community.importing.boards import BoardOptions, import_boards
from community.importing.progress import on_stderr
from community.importing.report import Report
from community.importing.requests import RequestOptions, import_requests
from community.importing.streets import StreetOptions, import_streets


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """Add the ``import`` command; each of its parsers sets ``run`` (see ``parsing.py``)."""
    top = commands.add_parser("import", help="bring in boundaries, streets, addresses or the city's past requests")
    add_parsers(top.add_subparsers(dest="thing", required=True, metavar="THING"), common)


def add_parsers(things: Any, common: ArgumentParser) -> None:
    """One parser a thing that can be imported."""
    shared = ArgumentParser(add_help=False, parents=[common])
    shared.add_argument("file", type=Path, metavar="FILE")
    shared.add_argument("--dry-run", action="store_true", help="read and compare, write nothing")
    shared.add_argument("--report", type=Path, metavar="FILE", help="where refusals go, one line each")

    boards = things.add_parser("boards", parents=[shared], help="neighborhoods from GeoJSON polygons")
    boards.add_argument("--name-property", required=True, metavar="NAME", help="property with the name")
    boards.add_argument("--key-property", metavar="NAME", help="property that stays when the name changes")
    boards.set_defaults(run=run_boards)

    streets = things.add_parser("streets", parents=[shared], help="street segments from GeoJSON lines or CSV")
    streets.add_argument("--name-column", metavar="NAME", help="name of the street")
    streets.add_argument("--number-column", metavar="NAME", help="first house number of the segment")
    streets.add_argument("--key-column", metavar="NAME", help="what stays the same in the next export")
    streets.set_defaults(run=run_streets)

    addresses = things.add_parser("addresses", parents=[shared], help="addresses from GeoJSON points or CSV")
    addresses.add_argument("--label-column", metavar="NAME", help="the whole address in one column")
    addresses.add_argument("--number-column", metavar="NAME", help="house number, where it stands apart")
    addresses.add_argument("--street-column", metavar="NAME", help="street, where it stands apart")
    addresses.add_argument("--key-column", metavar="NAME", help="what stays the same in the next export")
    addresses.set_defaults(run=run_addresses)

    requests = things.add_parser("requests", parents=[shared], help="the city's past requests from CSV (or .csv.gz)")
    requests.add_argument("--mapping", type=Path, required=True, metavar="FILE.toml", help="what its columns mean")
    requests.set_defaults(run=run_requests)


def run_boards(args: Namespace) -> int:
    """``community import boards``."""
    options = BoardOptions(args.name_property, args.key_property, args.dry_run, _report_file(args))
    return _tell(import_boards(build(args).registry, args.file, options, on_stderr))


def run_streets(args: Namespace) -> int:
    """``community import streets``."""
    options = StreetOptions(
        args.name_column, args.number_column, args.key_column, dry_run=args.dry_run, report=_report_file(args)
    )
    return _tell(import_streets(build(args).registry, args.file, options, on_stderr))


def run_addresses(args: Namespace) -> int:
    """``community import addresses``."""
    columns = (args.label_column, args.number_column, args.street_column, args.key_column)
    options = AddressOptions(*columns, dry_run=args.dry_run, report=_report_file(args))
    return _tell(import_addresses(build(args).registry, args.file, options, on_stderr))


def run_requests(args: Namespace) -> int:
    """``community import requests``."""
    options = RequestOptions(args.mapping, args.dry_run, _report_file(args))
    return _tell(import_requests(build(args).registry, args.file, options, on_stderr))


def _report_file(args: Namespace) -> Path:
    """Where refusals go unless the operator says otherwise: beside nothing of theirs, in the folder they are in."""
    stem = args.file.name.removesuffix(".gz").rpartition(".")[0] or args.file.name
    return args.report or Path(f"{stem}-refused.txt")


def _tell(report: Report) -> int:
    """The report on stdout. Refused rows are told, not an error: the rest is imported."""
    print(*report.lines(), sep="\n")
    return 0
