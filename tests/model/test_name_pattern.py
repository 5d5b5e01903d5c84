"""Patterns of file names: read in one way only, or refused with what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import PatternError
from conformance.model.name_pattern import parse_line, parse_pattern

TIME = "{year}{month}{day}{hour}{minute}{second}"


@pytest.mark.parametrize(
    ("text", "name", "fields"),
    [
        (
            f"{{device}}_{TIME}_{{sequence}}.MP4",
            "0000042_20230405123456_0001.MP4",
            {"device": "0000042", "year": "2023", "minute": "34", "sequence": "0001"},
        ),
        (
            f"{{device:7}}{{officer:6}}{TIME}{{sequence:4}}IMP.mp4",
            "A0000421234562023040512345600010IMP.mp4",
            {},  # one digit too many
        ),
        (
            f"{{device:7}}{{officer:6}}{TIME}{{sequence}}IMP.mp4",
            "A00004212345620230405123456010IMP.mp4",
            {"device": "A000042", "officer": "123456", "second": "56", "sequence": "010"},
        ),
        ("{day}-{month}-{year2} {hour}.{minute}.ts", "05-04-23 12.34.ts", {"day": "05", "month": "04", "year2": "23"}),
        ("{text:4}{sequence}.avi", "记录_-12.avi", {"sequence": "12"}),
        ("{device}-{sequence}.avi", "记录仪7-12.avi", {"device": "记录仪7", "sequence": "12"}),
        (f"{TIME}{{milli}}.mp4", "20230405123456789.mp4", {"milli": "789"}),
        (f"VID.{TIME}.mp4", "VIDx20230405123456.mp4", {}),  # a dot is a dot
        (f"{TIME}.mp4", "20230405123456.MP4", {}),
        (f"{TIME}.mp4", "20230405123456.mp4\n", {}),
        (f"{TIME}.mp4", "２０２３０４０５１２３４５６.mp4", {}),
        ("{device}_{sequence}.mp4", "a_b_1.mp4", {}),
    ],
)
def test_a_name_is_cut_into_the_fields_of_its_pattern(text: str, name: str, fields: dict[str, str]) -> None:
    found = dict(parse_pattern(text).fields(name))

    assert bool(found) is bool(fields)
    assert {key: found.get(key) for key in fields} == fields


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("clip.mp4", "the pattern holds no field; the fields are {year}, {year2}, "),
        ("{date}.mp4", "{date} is no field; the fields are"),
        ("{}.mp4", "{} names no field"),
        ("{device.mp4", "a field is written {name} or {name:width}"),
        ("device}.mp4", "a field is written {name} or {name:width}"),
        ("{{device}}.mp4", "holds no other braces"),
        ("{device!r}.mp4", "holds no other braces"),
        ("{device:x}.mp4", "'x' is no width of {device}"),
        ("{device:0}.mp4", "'0' is no width"),
        ("{device:65}.mp4", "write a number from 1 to 64"),
        ("{device:{sequence}}.mp4", "holds no other braces"),
        ("{year:4}.mp4", "{year} always has 4 digits"),
        ("{text}.mp4", "{text} may be anything and needs a width"),
        ("{device}_{device}.mp4", "{device} stands twice; of a part that is of no use write {text:WIDTH}"),
        (f"{TIME}_{{second}}.mp4", "{second} stands twice"),
        ("{month}{day}{hour}{minute}.mp4", "a time needs {year} (4 digits) or {year2}"),
        ("{year}{year2}{month}{day}{hour}{minute}.mp4", "one of them"),
        ("{year}{month}{day}.mp4", "the time is not whole; add {hour}, {minute}"),
        ("{year}{month}{day}{hour}{minute}{milli}.mp4", "the time is not whole; add {second}"),
        (f"{{device}}{TIME}.mp4", "{device} has no certain end; state its width ({device:6})"),
        ("{device}x{sequence}.mp4", "{device} has no certain end"),
        ("{sequence}0.mp4", "{sequence} has no certain end"),
        ("{sequence}{device:4}.mp4", "{sequence} has no certain end"),
        (f"DCIM/{TIME}.mp4", "of the file's name alone, without its folders"),
        (f"DCIM\\{TIME}.mp4", "of the file's name alone, without its folders"),
        (f"{TIME}\n.mp4", "of the file's name alone, without its folders"),
    ],
)
def test_what_could_be_read_in_two_ways_or_in_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(PatternError) as refused:
        parse_pattern(text)

    assert why in str(refused.value)


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["{", "}", ":", "{device}", "{sequence:4}", "_", TIME])).map("".join)
)
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except PatternError:
        return

    assert pattern.fields(text) == (), "no pattern fits itself: its braces are no part of a name"


@given(
    st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12),
    st.integers(0, 10**9),
    st.sampled_from("_- .@"),
)
def test_what_is_put_together_by_a_pattern_comes_apart_by_it(device: str, sequence: int, mark: str) -> None:
    pattern = parse_pattern(f"{{device}}{mark}{TIME}{mark}{{sequence}}.mp4")
    found = dict(pattern.fields(f"{device}{mark}20230405123456{mark}{sequence}.mp4"))

    assert (found["device"], found["sequence"]) == (device, str(sequence))


def test_a_line_in_a_picture_may_hold_slashes_and_degrees_and_its_blanks_do_not_count() -> None:
    pattern = parse_line(" {year}/{month}/{day} {hour}:{minute}  N {north}; {sequence}")
    told = "2026/03/2009:59N31.5;7"

    assert dict(pattern.fields(told))["north"] == "31.5"
    assert told[pattern.spans(told)["sequence"]] == "7"
    assert pattern.spans("N31.5") == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{north:4}", "{north} is a number with decimals; write it without a width"),
        ("{north}.5", "{north} has no certain end; put no digit behind"),
        ("{north}{east}", "{north} has no certain end; put no digit behind"),
        ("{lat}", "{lat} is no field; the fields are {year}, "),
        ("N E", "the pattern holds no field"),
    ],
)
def test_a_line_that_could_be_read_in_two_ways_is_refused(text: str, why: str) -> None:
    with pytest.raises(PatternError) as refused:
        parse_line(text)

    assert why in str(refused.value)


def test_names_of_files_hold_no_degrees() -> None:
    with pytest.raises(PatternError, match=r"north\} is no field"):
        parse_pattern("N{north}.mp4")
