"""Real answers of five cities, from the data shared for trials: every one is read."""

import os
from pathlib import Path

import pytest

from community.open311.parsing import read_problems, read_records
from community.open311.parsing_requests import seen_of

pytestmark = pytest.mark.trial
SHARED = os.environ.get("COMMUNITY_SHARED_DATA", "")
FOLDER = Path(SHARED) / "open311"


@pytest.fixture
def answer():
    """``answer("city/file")``: its bytes."""
    if not SHARED:
        pytest.skip("COMMUNITY_SHARED_DATA is not set: 9 real answers of city systems were not read")
    return lambda name: (FOLDER / name).read_bytes()


def test_real_requests_are_read(answer):
    told = (
        ("san_francisco/san_francisco_requests.xml", "America/Los_Angeles"),
        ("bloomington/bloomington_requests.json", "America/Indiana/Indianapolis"),
        ("code_for_america/service_requests.xml", "America/Los_Angeles"),
    )
    for name, zone in told:
        seen = [seen_of(one, zone) for one in read_records(answer(name))]
        assert len(seen) > 1
        assert all(one.reference and one.status in ("open", "closed") and one.requested_at for one in seen)
    assert read_records(answer("code_for_america/service_requests_empty.xml")) == []
    [posted] = read_records(answer("code_for_america/post_service_request.xml"))
    assert seen_of(posted, "UTC").reference == "293944"
    [token] = read_records(answer("boston/boston-submitrequest-token.xml"))
    assert seen_of(token, "UTC").token == "503fc045901932078800163c"


def test_real_refusals_are_read(answer):
    assert read_problems(answer("code_for_america/403.xml")).startswith("Invalid api_key")
    assert "not found" in read_problems(answer("code_for_america/get_service_request_not_found.xml"))
    assert "duplicate" in read_problems(answer("boston/boston-err-submitrequest-base_is_duplicate.xml"))
