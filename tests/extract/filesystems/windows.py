"""Windows on volumes in memory, whatever their file system."""

from conformance.extract.filesystems.window import Window


class Held:
    """An image in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def read(self, offset: int, count: int) -> bytes:
        return self._data[offset : offset + count]


def window(data: bytes, start: int = 0, size: int = -1) -> Window:
    return Window(Held(data), start, len(data) - start if size < 0 else size, lambda: None)
