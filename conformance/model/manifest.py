"""What a manifest of digests says of the files that were handed in, compared with the files."""

from dataclasses import dataclass

FORGED = frozenset({"md5", "sha1"})  # two files of one digest can be made at will: RFC 6151, RFC 6194
MOST_NAMED = 100  # names of one kind: a count tells the rest


@dataclass(frozen=True)
class Named:
    """How many files, and the paths of the first ones."""

    count: int = 0
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class ManifestCheck:
    """One manifest, and what became of its files; paths are those of the submission, for people.

    `path` and `sha256` are the manifest's own, `form` is how it is written. Of `listed` files `matched` are as listed;
    `changed` have another digest or size, `missing` are not there, `moved` lie elsewhere with the same digest, and
    `respelled` are there under a name that differs in Unicode normalisation or separators alone, and match. `extra`
    lie beside listed ones and are not listed. `unread` are lines that were not understood, as `3: what it says`.
    """

    path: str
    sha256: str
    form: str
    algorithms: tuple[str, ...]
    listed: int
    matched: int
    changed: Named = Named()
    missing: Named = Named()
    moved: Named = Named()
    respelled: Named = Named()
    extra: Named = Named()
    unread: Named = Named()
