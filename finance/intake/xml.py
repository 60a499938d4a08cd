"""XML by local name, with line numbers, and without DTD, entities or anything from outside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

MAX_DEPTH = 64


@dataclass(slots=True)
class Node:
    """An element: its local name, attributes, text, children and the line on which it starts."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, path: str) -> Iterator[Node]:
        """Elements down a path of local names (`Ntry/Amt`)."""
        head, _, rest = path.partition("/")
        for child in self.children:
            if child.name == head:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def find(self, *paths: str) -> Node | None:
        """The first element down the first of the paths that leads somewhere."""
        return next((node for path in paths for node in self.all(path)), None)

    def value(self, *paths: str) -> str:
        """The text of `find`, or an empty string."""
        node = self.find(*paths)
        return node.text.strip() if node is not None else ""

    def walk(self) -> Iterator[Node]:
        """The element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", 0, {})
        self.open = [self.root]
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX names it so
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX names it so
        if len(self.open) > MAX_DEPTH:
            raise ValueError(f"elements nested more than {MAX_DEPTH} deep")
        line = (self.locator.getLineNumber() if self.locator else None) or 0
        node = Node(name.rpartition(":")[2], line, dict(attrs.items()))
        self.open[-1].children.append(node)
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX names it so
        self.open.pop()

    def characters(self, content: str) -> None:
        self.open[-1].text += content


def parse(content: bytes) -> Node:
    """The document as a tree below a nameless root.

    Raises:
        ValueError: not well-formed, or with a DTD, an entity or an outside reference.
    """
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(content))
    except SAXParseException as error:
        raise ValueError(f"not well-formed XML at line {error.getLineNumber()}: {error.getMessage()}") from None
    except DefusedXmlException as error:
        raise ValueError(f"{type(error).__name__}: DTD, entities and outside references are refused") from None
    return builder.root
