"""Reads the fields of one box in their order, strings among them, where lengths are only known while reading."""

from conformance.extract.isobmff.boxes import Node
from conformance.extract.isobmff.faults import Fault, Ledger

MAX_PAYLOAD = 1 << 17  # bytes of one box; a real one of texts takes some hundred
MAX_ENTRIES = 1024  # of one table, as many as tracks are read


class Cursor:
    """Goes through the payload of a box; after a field that is not whole every later one reads as 0 or ''.

    Strings are UTF-8 and end with a zero byte (ONVIF Export File Format 26.06, 5.2 and 5.4).
    """

    def __init__(self, node: Node, skip: int, ledger: Ledger) -> None:
        self._node = node
        self._ledger = ledger
        self._at = node.body + skip
        self.whole = True
        held = node.end - node.body
        if held > MAX_PAYLOAD:
            self._fail(Fault.BOX_TOO_LARGE, f"{node.type} holds {held} bytes; at most {MAX_PAYLOAD} are read.")
        elif held < skip:
            self._fail(Fault.BOX_TOO_SHORT, f"{node.type} has {held} bytes of payload; {skip} are needed.")

    def close(self) -> None:
        """Read no more: what follows is of a form that is not known here."""
        self.whole = False

    def integer(self, width: int, *, signed: bool = False) -> int:
        """The next big-endian integer of `width` bytes."""
        if self.whole and self._at + width > self._node.end:
            self._fail(Fault.BOX_TOO_SHORT, f"{self._node.type} ends inside a field of {width} bytes.")
        if not self.whole:
            return 0
        data = self._node.data[self._at : self._at + width]
        self._at += width
        return int.from_bytes(data, "big", signed=signed)

    def count(self) -> int:
        """The next 32-bit number of entries; none are read where there are more than `MAX_ENTRIES`."""
        declared = self.integer(4)
        if declared > MAX_ENTRIES:
            detail = f"{self._node.type} declares {declared} entries; at most {MAX_ENTRIES} are read."
            self._fail(Fault.TABLE_TOO_LARGE, detail)
        return declared if self.whole else 0

    def text(self) -> str:
        """The next string, without its end; bytes that are no UTF-8 are a fault and replaced."""
        if not self.whole:
            return ""
        end = self._node.data.find(b"\0", self._at, self._node.end)
        if end < 0:
            self._fail(Fault.BAD_TEXT, f"{self._node.type} holds a string without its terminating zero.")
            return ""
        data = self._node.data[self._at : end]
        self._at = end + 1
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self._ledger.fault(Fault.BAD_TEXT, self._node, f"{self._node.type} holds a string that is no UTF-8.")
            return data.decode("utf-8", "replace")

    def finish(self) -> None:
        """Note bytes that follow the last field."""
        left = self._node.end - self._at
        if self.whole and left > 0:
            self._ledger.fault(Fault.TRAILING_BYTES, self._node, f"{left} bytes follow the last field.")

    def _fail(self, code: Fault, detail: str) -> None:
        self.whole = False
        self._ledger.fault(code, self._node, detail)
