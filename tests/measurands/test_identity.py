"""The identifier of GB/T 28181 is read from what the device states, digit by digit."""

from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.evidence import DeviceSubject, Stated, StatedValue
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Text
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason


def measured(name: str, *stated: StatedValue) -> Outcome:
    measurand = registry.find(name)
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject((), Stated(tuple(("gb28181_id", one) for one in stated))))


@pytest.mark.parametrize(
    ("stated", "digits"),
    [
        (Quantity(Fraction("34020000001380000001"), "count"), 20),
        (Text("34020000001380000001"), 20),
        (Text("3402000000138000001"), 19),
        (Text("34020000001380000001x"), 0),
        (Text("３４０２００００００１３８０００００１"), 0),
        (Quantity(Fraction(1, 2), "count"), 0),
        (Quantity(Fraction("34020000001380000001"), "B"), 0),
        (True, 0),
    ],
)
def test_digits_are_counted_where_there_is_nothing_else(stated: StatedValue, digits: int) -> None:
    found = measured("device.gb28181_id_digits", stated)

    assert isinstance(found, Measurement)
    assert found.value == digits


def test_the_type_code_stands_behind_centre_and_industry() -> None:
    found = measured("device.gb28181_type_code", Quantity(Fraction("34020000001380000001"), "count"))

    assert isinstance(found, Measurement)
    assert found.value == 138


def test_an_identifier_of_another_length_has_no_type_code() -> None:
    found = measured("device.gb28181_type_code", Text("138"))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize("name", ["device.gb28181_id_digits", "device.gb28181_type_code"])
def test_an_identifier_that_is_not_stated_is_not_measured(name: str) -> None:
    found = measured(name)

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.SETTING_NOT_STATED
