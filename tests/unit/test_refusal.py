"""What an error reply becomes, where the catalogue does not know its code."""

import pytest

from ontap_peering.client.errors import Call, refusal

CALL = Call("east", "POST", "create peer 'x'")
SECRET = "a-secret-that-ontap-echoes"


def test_a_foreign_message_is_shown_in_one_line_without_the_secrets_of_the_request() -> None:
    error = {"code": "99999999", "message": f"cannot use\n{SECRET} twice: {SECRET}"}
    line = str(refusal(CALL, 400, error, (SECRET,)))
    assert line == "east: create peer 'x' refused (99999999): cannot use [secret] twice: [secret]"


@pytest.mark.parametrize("error", [{}, {"message": ""}, {"code": None}])
def test_a_reply_without_a_message_shows_its_status(error: dict[str, str]) -> None:
    assert str(refusal(CALL, 502, error, ())) == "east: create peer 'x' refused (502): HTTP status 502"
