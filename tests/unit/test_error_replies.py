"""What an error reply becomes, where the catalogue does not know its code."""

import pytest

from ontap_peering import messages
from ontap_peering.client.errors import Call, error_from_reply
from ontap_peering.client.mask import Mask
from ontap_peering.errors import ApiError, CredentialsError, NotFoundError

CALL = Call("east", "POST", "create peer 'x'")
SECRET = "a-secret-that-ontap-echoes"


def test_a_foreign_message_is_shown_in_one_line_without_the_secrets_of_the_request() -> None:
    error = {"code": "99999999", "message": f"cannot use\n{SECRET} twice: {SECRET}"}
    line = str(error_from_reply(CALL, 400, error, Mask(SECRET)))
    assert line == "east: create peer 'x' refused (99999999): cannot use [secret] twice: [secret]"


@pytest.mark.parametrize("error", [{}, {"message": ""}, {"code": None}])
def test_a_reply_without_a_message_shows_its_status(error: dict[str, str]) -> None:
    assert str(error_from_reply(CALL, 502, error, Mask())) == messages.refused(
        str(CALL), "502", "", messages.only_a_status(502)
    )


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_cluster_that_says_no_more_is_called_busy(status: int) -> None:
    line = str(error_from_reply(CALL, status, {}, Mask()))
    assert line == messages.refused(str(CALL), str(status), "", messages.busy())


def test_a_long_message_is_cut() -> None:
    assert (
        str(error_from_reply(CALL, 400, {"message": "x" * 500}, Mask()))
        == f"east: create peer 'x' refused (400): {'x' * 200}"
    )


def test_rejected_credentials_are_reported_with_where_to_look() -> None:
    refused = error_from_reply(CALL, 401, {"code": "6691623"}, Mask())
    assert (type(refused), refused.code) == (CredentialsError, "6691623")
    assert str(refused) == messages.credentials_rejected("east")


@pytest.mark.parametrize(
    ("status", "error", "kind", "starts"),
    [
        (404, {"code": "4", "target": "uuid"}, NotFoundError, "east: create peer 'x' refused (4) [uuid]: "),
        (400, {"code": "4"}, ApiError, "east: create peer 'x' refused (4): "),
        (404, {"code": "262179"}, ApiError, "east: create peer 'x' refused (262179): "),
        (403, {"code": "6"}, CredentialsError, "east: create peer 'x' refused (6): "),
        (400, {"code": "6691623"}, CredentialsError, "east: create peer 'x' refused (6691623): "),
        (400, {"code": "4656081"}, ApiError, "east: create peer 'x' refused (4656081): "),
    ],
)
def test_a_known_code_is_of_its_kind_and_says_what_it_means(
    status: int, error: dict[str, str], kind: type[ApiError], starts: str
) -> None:
    refused = error_from_reply(CALL, status, {**error, "message": "ONTAP's own words"}, Mask())
    assert (type(refused), refused.code) == (kind, error["code"])
    assert str(refused).startswith(starts)
    assert "ONTAP's own words" not in str(refused)


def test_a_code_of_two_meanings_is_explained_by_the_operation() -> None:
    lines = [
        str(error_from_reply(Call("east", method, "do"), 400, {"code": "4656081"}, Mask()))
        for method in ("POST", "PATCH")
    ]
    assert lines[0] != lines[1]
