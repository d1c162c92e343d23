"""Keys and places are in no log, by whatever way they would come there."""

import logging

import pytest

from community.logcutting import cut

KEY, LAT = "k3y-of-a-program", "42.351234"


@pytest.mark.parametrize(
    "line",
    [
        f"GET /open311/v2/requests.json?api_key={KEY}&lat={LAT}&long=-71.05 200",
        f"{{'api_key': '{KEY}', \"lat\": {LAT}}}",
        f"https://city.example/x?LAT={LAT}&jurisdiction_id=a&api_key={KEY}",
        f"Idempotency-Key: {KEY}",
        f"lat%3D{LAT}",
        f"GET /map.json?box={LAT},-71.05,42.36,-71.04&zoom=16 200",
        f"GET /map?at={LAT}%2C-71.05&wide=600 200",
        f"{{'at': '{LAT},-71.05'}}",
    ],
)
def test_a_line_loses_them_and_keeps_the_rest(line):
    assert KEY not in cut(line)
    assert LAT not in cut(line)
    for said in ("a platform at lat, or later; status=open", "It came at: 10 or later", "looked at={now}, box=big"):
        assert cut(said) == said


def test_every_line_of_this_process_is_cut(app, caplog):
    log = logging.getLogger("some.library")
    with caplog.at_level(logging.INFO):
        log.info("asked %s with %r", f"/x?lat={LAT}&a=1", {"api_key": KEY})
    assert "lat=…&a=1" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_a_failure_of_ours_is_told_calmly_and_logged_without_them(sender, caplog, monkeypatch):
    def fails(*_arguments):
        raise ValueError(f"no luck with ?api_key={sender.key}&lat={LAT}")

    monkeypatch.setattr("community.open311.server_posting.receive_request", fails)
    with caplog.at_level(logging.INFO):
        said = sender.post("requests", 503, service_code="dumping", lat=LAT, long="-71.05")
    assert said[0]["code"] == 503
    assert "Something broke" in said[0]["description"]
    assert "no luck with ?api_key=…&lat=…" in caplog.text
    assert sender.key not in caplog.text
    assert LAT not in caplog.text
