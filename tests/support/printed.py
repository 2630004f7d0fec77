"""What `ontap-peering ... --output json` printed, held against the schema that is published for it."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from support import ROOT

SCHEMAS = ROOT / "schemas" / "commands"


def printed_document(arguments: Sequence[str], stdout: str) -> Any:
    """`arguments` begin with the command."""
    found = json.loads(stdout)
    validator(arguments[0]).validate(found)
    return found


@cache
def validator(command: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{command}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    formats = FormatChecker(())
    formats.checks("date-time", raises=ValueError)(lambda text: datetime.fromisoformat(text).tzinfo is not None)
    return Draft202012Validator(schema, format_checker=formats)
