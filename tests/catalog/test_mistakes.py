"""Mistakes in a catalog: each is refused at its line and column, with a sentence that says what to write."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.catalog import load_catalog, parse_catalog
from conformance.errors import CatalogError, DocumentError
from conformance.model.measurand import Signature

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")


def mistakes() -> Iterator[object]:
    for catalog, seeded in (("small.yaml", "mistakes.txt"), ("declared.yaml", "declared_mistakes.txt")):
        base = (HERE / catalog).read_text(encoding="utf-8")
        for paragraph in (HERE / seeded).read_text(encoding="utf-8").split("\n# ")[1:]:
            name, *lines = paragraph.rstrip("\n").split("\n")
            old, new, problems = ([line[1:] for line in lines if line[:1] == sign] for sign in "-+!")
            yield pytest.param(base, ("\n".join(old), "\n".join(new)), problems, id=name)


def refused(text: str, measurands: Mapping[str, Signature]) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_catalog(text.encode(), "c.yaml", measurands)
    return [str(problem).removeprefix("c.yaml:") for problem in caught.value.problems]


def test_there_are_at_least_seventy_mistakes() -> None:
    assert len(list(mistakes())) >= 70


@pytest.mark.parametrize(("base", "change", "problems"), list(mistakes()))
def test_a_seeded_mistake_is_refused_where_it_stands(
    base: str, change: tuple[str, str], problems: list[str], measurands: Mapping[str, Signature]
) -> None:
    assert base.count(change[0]) == 1
    found = refused(base.replace(*change), measurands)
    whole = zip(found, problems, strict=True)
    assert problems == [said[: len(p) - 3] + "..." if p.endswith("...") else said for said, p in whole]


def test_the_valid_words_are_listed_beside_the_nearest(measurands: Mapping[str, Signature]) -> None:
    [problem] = refused(SMALL.replace("video.codec", "video.kodec"), measurands)
    assert "did you mean 'video.codec'? valid: container.format, " in problem
    assert problem.endswith(", time.creation_offset, storage.recordable_time")


def test_mistakes_of_yaml_of_the_schema_and_of_meaning_come_in_one_go(measurands: Mapping[str, Signature]) -> None:
    text = (
        SMALL.replace("status: in_force", "status: current")
        .replace("limit: 30 Hz", "limit: 30 s")
        .replace('clause: "2"', "clause: 2.10")
        .replace("limit: 1 d", "limit: 1 px")
        .replace("import: [picture]", "import: [pictures]")
    )
    assert [problem.split(":")[0] for problem in refused(text, measurands)] == ["4", "20", "27", "76", "83"]


def test_a_catalog_that_is_not_there_is_named(tmp_path: Path, measurands: Mapping[str, Signature]) -> None:
    with pytest.raises(CatalogError, match=r"can't read the catalog .*absent\.yaml: No such file or directory"):
        load_catalog(tmp_path / "absent.yaml", measurands)
    with pytest.raises(CatalogError, match="not a regular file"):
        load_catalog(tmp_path, measurands)


PIECES = "\n|  |- |: |5.10|no|~|&a |*a|!t |{|]|'|[]|1 h|0 Hz|-1 s|==|in|99999 px|١ Hz".split("|")  # noqa: SIM905 - easier read
EDITS = st.lists(
    st.tuples(st.integers(0, len(SMALL)), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=3)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=300)
@given(edits=EDITS)
def test_no_edit_of_a_catalog_raises_anything_but_a_document_error(
    edits: list[tuple[int, int, str]], measurands: Mapping[str, Signature]
) -> None:
    text = SMALL
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    try:
        catalog = parse_catalog(text.encode("utf-8", errors="surrogatepass"), "c.yaml", measurands)
    except DocumentError:
        return
    assert catalog.clauses


@settings(max_examples=200)
@given(text=st.text(max_size=80))
def test_no_text_at_all_raises_anything_but_a_document_error(text: str, measurands: Mapping[str, Signature]) -> None:
    with pytest.raises(DocumentError):
        parse_catalog(text.encode("utf-8", errors="surrogatepass"), "c.yaml", measurands)
