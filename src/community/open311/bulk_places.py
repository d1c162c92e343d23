"""How many bulk files go out at once. Each keeps a thread of the web server for as long as its reader reads: a few
readers that are slow on purpose would leave none for neighbors. Counted in the memory of this process; nothing is
written down about who asked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from threading import Lock

from community.i18n import _
from community.open311.server_rules import Problems

SHORTLY = 30


class Places:
    """So many files at once to one network address, and so many in all."""

    def __init__(self, each: int, most: int) -> None:
        self._each, self._most, self._lock = each, most, Lock()
        self._taken = Counter[str]()

    def take(self, address: str, pieces: Iterable[bytes]) -> "Place":
        """The pieces of a file, which take a place until they are closed. Raises Problems: 429 where this address has
        its share already, 503 where all places are taken. A share of 0 is no limit."""
        with self._lock:
            if self._each and self._taken[address] >= self._each:
                said = _("Your network is being sent {n} of these files already. Wait until one is done.")
                raise Problems(said.format(n=self._each), status=429, retry_after=SHORTLY)
            if self._each and self._taken.total() >= self._most:
                said = _("Too many are being sent this file. Try again in half a minute.")
                raise Problems(said, status=503, retry_after=SHORTLY)
            self._taken[address] += 1
        return Place(self, address, pieces)

    def give_back(self, address: str) -> None:
        """A place is free again."""
        with self._lock:
            self._taken[address] -= 1
            self._taken += Counter()  # forgets whom nothing is sent any more


class Place(Iterator[bytes]):
    """The pieces of one file. Whoever serves them closes them, also when the reader is gone before the first one."""

    def __init__(self, places: Places, address: str, pieces: Iterable[bytes]) -> None:
        self._places, self._address, self._pieces = places, address, iter(pieces)
        self._open = True

    def __next__(self) -> bytes:
        """The next piece; after the last one the place is free, whether or not somebody closes."""
        for piece in self._pieces:
            return piece
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Give the place back; closed twice, it is given back once."""
        if self._open:
            self._open = False
            self._places.give_back(self._address)
