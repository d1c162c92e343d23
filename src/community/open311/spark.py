"""What XML of ours says, in the shape of our JSON: by the Spark convention the standard makes one from the other.

Only for answers of our own: nothing that comes from outside is read by this.
"""

from typing import Any
from xml.etree import ElementTree

from community.open311.describing import FLAG, NUMBER, Field, Many, Shape


def read_xml(shape: Shape, document: bytes) -> Any:
    """The value of the document. Raises ValueError where it is not of this shape."""
    try:
        return _value(shape, ElementTree.fromstring(document))
    except ElementTree.ParseError as problem:
        raise ValueError(str(problem)) from problem


def _value(shape: Shape, element: ElementTree.Element) -> Any:
    if element.tag != shape.name:
        raise ValueError(f"{element.tag} stands where {shape.name} should")
    if isinstance(shape, Field):
        return _leaf(shape, element.text)
    if isinstance(shape, Many):
        return [_value(shape.each, child) for child in element]
    return {field.name: _value(field, child) for field, child in zip(shape.fields, element, strict=True)}


def _leaf(field: Field, text: str | None) -> Any:
    if not text:
        return None
    if field.kind == NUMBER:
        return float(text)
    return text == "true" if field.kind == FLAG else text
