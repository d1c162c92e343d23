"""The files of words are compared with sources that were read once."""

import pytest

from tests.i18n.sources import marked_once


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.i18n.filing.all_marked", marked_once)
