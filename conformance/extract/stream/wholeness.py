"""Whether every packet of a track shows a picture or a message: where one does not, a picture may be destroyed."""

from dataclasses import dataclass


@dataclass
class Wholeness:
    """Takes every NAL unit of one track, told apart by its audit; `damaged` counts places that were not understood."""

    damaged: int = 0
    _packet: int = -1
    _begun: bool = False  # a picture begins in the packet under way
    _understood: bool = True  # all its units are messages, or begin a picture or go on with one
    _since_picture: bool = False

    def message(self, packet: int) -> None:
        """A unit that is no picture, and whole."""
        self._enter(packet)

    def first_slice(self, packet: int) -> bool:
        """A picture begins; True where something since the picture before may be a destroyed one."""
        self._enter(packet)
        self._begun = True
        suspect, self._since_picture = self._since_picture, False
        return suspect

    def further_slice(self, packet: int) -> None:
        """A slice that goes on with a picture: where none begins in its packet, the beginning is destroyed."""
        self._enter(packet)
        self._understood = self._understood and self._begun

    def unknown(self, packet: int) -> None:
        """A unit of a type that says nothing: harmless beside a picture, suspect alone."""
        self._enter(packet)
        self._understood = self._understood and self._begun

    def unreadable(self, packet: int) -> None:
        """A slice whose header could not be read."""
        self._enter(packet)
        self._begun = True  # counted here, not again when the packet ends
        self._suspect(1)

    def misread(self) -> None:
        """The picture before has a number that can't be its own."""
        self.damaged += 1

    def finish(self) -> int:
        """Places that were not understood, the last packet included."""
        self._leave()
        self._understood = True
        return self.damaged

    def _enter(self, packet: int) -> None:
        if packet != self._packet:
            self._leave()
            self._suspect(packet - self._packet - 1)  # packets without any unit
            self._packet, self._begun, self._understood = packet, False, True

    def _leave(self) -> None:
        if not self._understood and not self._begun:
            self._suspect(1)

    def _suspect(self, places: int) -> None:
        if places > 0:
            self.damaged += places
            self._since_picture = True
