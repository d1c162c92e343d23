"""Requests that a real city closed as duplicates of each other: how many of them the rule finds."""

import csv
import gzip
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from community.alike.rules import ASK_FROM, REACH_METERS, SHOW_FROM, Told, likeness, nearness

SHARED = os.environ.get("COMMUNITY_SHARED_DATA")
NUMBER = re.compile(r"10\d{10}")
PAIRS, IN_REACH = 301, 279

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(not SHARED, reason="SKIPPED: 122,840 real requests; set COMMUNITY_SHARED_DATA to find them"),
]


def duplicates():
    """Pairs of a request and the one it was closed in favor of, with the days between them."""
    with gzip.open(Path(SHARED or "") / "boston/requests.csv.gz", "rt", encoding="utf-8") as lines:
        rows = {row["case_enquiry_id"]: row for row in csv.DictReader(lines)}
    for row in rows.values():
        if "duplicate" not in row["closure_reason"].lower():
            continue
        for number in NUMBER.findall(row["closure_reason"]):
            other = rows.get(number)
            if other and other is not row:
                yield told(row), told(other), abs(opened(row) - opened(other))


def told(row):
    """A request as a post: its type is all it says."""
    point = (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else (None, None)
    kind = sum(ord(letter) << at % 40 for at, letter in enumerate(row["type"]))
    return Told(row["type"], street=row["location_street_name"], lat=point[0], lon=point[1], service_id=kind)


def opened(row):
    """When it came in, local time."""
    return datetime.fromisoformat(row["open_dt"][:19])


def test_most_real_duplicates_are_found():
    found = list(duplicates())
    assert len(found) == PAIRS
    reach = [(new, old, age) for new, old, age in found if (nearness(new, old).meters or 0) <= REACH_METERS]
    assert len(reach) == IN_REACH
    likely = [likeness(*pair) for pair in reach]
    assert sum(one >= SHOW_FROM for one in likely) >= 0.9 * len(likely)
    assert sum(one >= ASK_FROM for one in likely) >= 0.85 * len(likely)
