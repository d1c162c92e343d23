"""Things with a name and a place, one after the other, from GeoJSON or from a table: streets and addresses."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import shapely

from community.importing.features import FeatureStream, feature_stream
from community.importing.files import Table, column, is_geojson, table
from community.importing.progress import Progress
from community.importing.report import ImportRefused
from community.places.shapes import BadShape, Projected, check_degrees, read_shape
from community.prose import clean_line

LAT = ("lat", "latitude", "y", "lat_wgs84")
LON = ("lon", "lng", "long", "longitude", "x", "lon_wgs84")
LOOKED_AT = 1000
"""Features whose properties are the columns."""
SHAPE = ("wkt", "geometry", "the_geom", "geom", "shape")


@dataclass(frozen=True)
class Item:
    """One thing: ``where`` it stands in the file, its fields as text, and its shape or what is wrong with it."""

    where: str
    fields: Mapping[str, str]
    shape: shapely.Geometry | None
    problem: str = ""


@dataclass(frozen=True)
class Source:
    """The columns (or properties) of a file and its things. ``find(wanted, usual, meaning)`` names a column."""

    columns: list[str]
    items: Iterator[Item]

    def find(self, wanted: str | None, usual: tuple[str, ...], meaning: str) -> str | None:
        """The column ``wanted``, or the first ``usual`` one; None. Raises ImportRefused."""
        return column(self.columns, wanted, usual, meaning)

    def need(self, wanted: str | None, usual: tuple[str, ...], meaning: str) -> str:
        """As ``find``; raises ImportRefused when there is none."""
        found = self.find(wanted, usual, meaning)
        if found is None:
            there = ", ".join(self.columns[:40])
            raise ImportRefused(f"Which column is the {meaning}? Name it. The file has: {there}.")
        return found


@contextmanager
def source(path: Path, kinds: tuple[str, ...], progress: Progress, label: str) -> Iterator[Source]:
    """The things of a file; ``kinds`` are the GeoJSON geometries that may be. Raises ImportRefused."""
    if is_geojson(path):
        with feature_stream(path) as stream:
            first = list(islice(stream.found, LOOKED_AT))
            columns = sorted({name for feature in first for name in _properties(feature)})
            bar = progress(label, stream.size, "B")
            yield Source(columns, _from_features(chain(first, stream.found), stream, kinds, bar.update))
            bar.close()
        return
    with table(path) as opened:
        bar = progress(label, opened.size, "B")
        yield Source(opened.columns, _from_table(opened, kinds, bar.update))
        bar.close()


def _from_features(
    found: Iterable[Any], stream: FeatureStream, kinds: tuple[str, ...], advance: Callable[[int], object]
) -> Iterator[Item]:
    before = 0
    for number, feature in enumerate(found, 1):
        advance(stream.position - before)
        before = stream.position
        fields = {name: _word(value) for name, value in _properties(feature).items()}
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        yield _item(f"feature {number}", fields, partial(read_shape, geometry, kinds))


def _from_table(opened: Table, kinds: tuple[str, ...], advance: Callable[[int], object]) -> Iterator[Item]:
    lat, lon = column(opened.columns, None, LAT, "latitude"), column(opened.columns, None, LON, "longitude")
    drawn = column(opened.columns, None, SHAPE, "shape")
    before = 0
    for line, row in opened.rows():
        advance(opened.position - before)
        before = opened.position
        if isinstance(row, str):
            yield Item(f"line {line}", {}, None, row)
            continue
        fields = {name: clean_line(value) for name, value in zip(opened.columns, row, strict=True) if name != drawn}
        wkt = row[opened.columns.index(drawn)] if drawn else ""
        y, x = fields.get(lat or "", ""), fields.get(lon or "", "")
        yield _item(f"line {line}", fields, partial(_drawn, wkt, x, y, kinds))


def _item(where: str, fields: Mapping[str, str], draw: Callable[[], shapely.Geometry]) -> Item:
    """Raises ImportRefused for coordinates that are no degrees: the whole file has them."""
    try:
        return Item(where, fields, draw())
    except Projected as problem:
        raise ImportRefused(f"{where}: {problem}. Export the file in degrees: WGS 84, EPSG:4326.") from problem
    except BadShape as problem:
        return Item(where, fields, None, str(problem))


def _drawn(wkt: str, lon: str, lat: str, kinds: tuple[str, ...]) -> shapely.Geometry:
    """The shape a row gives: drawn in WKT, or a point. Raises BadShape."""
    try:
        read = shapely.from_wkt(wkt) if wkt.strip() else shapely.Point(float(lon), float(lat))
    except (ValueError, shapely.GEOSException) as problem:
        raise BadShape("it has no readable coordinates") from problem
    if read is None or (wkt.strip() and read.geom_type not in kinds):
        raise BadShape(f"its shape is not {' or '.join(kinds)}")
    read = shapely.force_2d(read)
    check_degrees(read)
    return read


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _word(value: Any) -> str:
    """A property as text; numbers as people write them (``5800.0`` is 5800)."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_line(str(value))
