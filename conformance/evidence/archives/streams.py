"""Compressed and packed bytes, read forward in parts: memory is bounded whatever the headers claim."""

import os
import zlib
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from conformance.errors import SubmissionError

PART = 1 << 20  # bytes, the most that is read at once
_RAW = 1 << 14  # compressed bytes: what is left over of them is copied for each stream in a row
_FREE_STREAMS = 1000
_LEAST_A_STREAM = 1 << 10  # bytes, on average, where there are more than those
_MOST_HEADER = 1 << 16  # bytes of headers before one member
_MOST_LINES = 1_000_000  # records of extended headers and numbers of sparse maps, each of which costs time
_MOST_PADDING = 1 << 26  # bytes after the end of a tar archive
BLOCK = 512


class Source(Protocol):
    """What can be read in parts."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


@runtime_checkable
class Seekable(Source, Protocol):
    """What can be read at any place."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Goes to that place, which is returned from the beginning on."""
        ...

    def tell(self) -> int:
        """The place."""
        ...


class Decompressor(Protocol):
    """As those of `bz2` and `lzma`."""

    @property
    def eof(self) -> bool:
        """True where the stream has ended, and its check was right."""
        ...

    @property
    def needs_input(self) -> bool:
        """False where it holds bytes back that were given to it."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given to it beyond the end of the stream."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next bytes, at most so many."""
        ...


class Deflate:
    """zlib's decompressor, used like that of `bz2`; `bits` as of `zlib.decompressobj`."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        """True where the stream has ended, and its check was right."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """False where it holds bytes back that were given to it."""
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What was given to it beyond the end of the stream."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next bytes, at most so many."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class Slice:
    """So many bytes of a source, from where it stands."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._left = size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        return data


class Inflated:
    """What is compressed in a source, in one stream or in several in a row."""

    def __init__(self, source: Source, fresh: Callable[[], Decompressor], *, several: bool) -> None:
        self._source = source
        self._fresh = fresh
        self._several = several
        self._stream = fresh()
        self._streams = 1
        self._size = 0
        self._pending = b""
        self._done = False

    def read(self, size: int, /) -> bytes:
        """At least one byte and at most so many; none at the end.

        Raises:
            EOFError: the source ends inside a stream.
            SubmissionError: bytes after the one stream, or too many streams for what they hold.
            OSError, zlib.error, lzma.LZMAError: damaged, as the decompressor says.
        """
        while not self._done:
            if self._stream.eof:
                self._next_stream()
                continue
            data = self._pending
            if not data and self._stream.needs_input:
                data = self._source.read(_RAW)
            self._pending = b""
            part = self._stream.decompress(data, size)
            if part:
                self._size += len(part)
                return part
            if not data and not self._stream.eof and self._stream.needs_input:
                raise EOFError("its compressed data is cut off")
        return b""

    def _next_stream(self) -> None:
        rest = self._stream.unused_data or self._source.read(_RAW)
        if self._several:
            while rest and not rest.strip(b"\0"):  # padding
                rest = self._source.read(_RAW)
            rest = rest.lstrip(b"\0")
        elif rest:
            raise SubmissionError("bytes follow where its compressed data has ended")
        if not rest:
            self._done = True
            return
        self._streams += 1
        if self._streams > _FREE_STREAMS + self._size // _LEAST_A_STREAM:
            raise SubmissionError(f"{self._streams} compressed streams that hold next to nothing")
        self._stream, self._pending = self._fresh(), rest


class Forward:
    """A tar archive's bytes as `tarfile` wants them: it reads headers, bounded; their data is read by `take`.

    `part` bytes at least are read of the source at once.
    """

    def __init__(self, source: Source, most: int, part: int = PART) -> None:
        self._source = source
        self._most = most
        self._part = part
        self._ahead = b""
        self._at = 0
        self._position = 0
        self._lines = 0
        self._header = 0
        self._last = b""

    def start_header(self) -> None:
        """From here on the next member's headers are read."""
        self._header = 0

    def read(self, size: int, /) -> bytes:
        """Bytes of a header.

        Raises:
            SubmissionError: more bytes of headers than a member has.
        """
        self._header += size
        if size < 0 or self._header > _MOST_HEADER:
            raise SubmissionError(f"a member with more than {_MOST_HEADER} bytes of headers, a map of holes included")
        self._last = self.take(size)
        self._lines += self._last.count(b"\n")
        if self._lines > _MOST_LINES:
            raise SubmissionError(f"more than {_MOST_LINES} lines in the headers of the members")
        return self._last

    def take(self, size: int) -> bytes:
        """The next bytes, fewer at the end only.

        Raises:
            SubmissionError: a bomb.
        """
        while len(self._ahead) - self._at < size and (more := self._source.read(max(self._part, size))):
            self._ahead, self._at = self._ahead[self._at :] + more, 0
        data = self._ahead[self._at : self._at + size]
        self._at += len(data)
        self._moved(len(data))
        return data

    def skip(self, size: int) -> int:
        """Goes past the next bytes; past how many, fewer at the end only.

        Raises:
            SubmissionError: a bomb.
        """
        left = size - min(size, len(self._ahead) - self._at)
        self._at += size - left
        self._moved(size - left)
        if left > self._part and isinstance(self._source, Seekable):
            here, end = self._source.tell(), self._source.seek(0, os.SEEK_END)
            self._source.seek(min(here + left, end))
            self._moved(min(left, end - here))
            return size - max(0, left - (end - here))
        while left and (part := self.take(min(left, PART))):
            left -= len(part)
        return size - left

    def _moved(self, count: int) -> None:
        self._position += count
        if self._position > self._most:
            raise SubmissionError(f"decompressed, it has more than {self._most} bytes: a bomb")

    def finish(self) -> None:
        """Checks that the header read last was the end mark, and that only padding follows.

        Raises:
            SubmissionError: the archive is cut or damaged there, or goes on.
        """
        if len(self._last) < BLOCK:
            raise SubmissionError(f"it is cut off: no end mark at byte {self._position}")
        if self._last.strip(b"\0"):
            raise SubmissionError(f"the header that ends at byte {self._position} is damaged")
        end = self._position
        while rest := self.take(PART):
            if rest.strip(b"\0"):
                raise SubmissionError(f"something follows its end mark at byte {end}; pack one archive, not several")
            if self._position - end > _MOST_PADDING:
                raise SubmissionError(f"more than {_MOST_PADDING} bytes of padding follow its end mark")

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def seek(self, position: int, /) -> None:
        """Never needed, for all data is taken; reached by contradicting headers only."""
        raise SubmissionError(f"its headers lead from byte {self._position} to {position}")

    def write(self, data: bytes, /) -> None:
        """Part of what `tarfile` calls a file, which is only read."""
        raise SubmissionError(f"{len(data)} bytes would be written into an archive, which is only read")

    def close(self) -> None:
        """Nothing to do: whoever opened the source closes it."""
