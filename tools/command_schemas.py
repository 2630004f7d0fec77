"""The JSON Schemas of what `ontap-peering ... --output json` prints, out of the classes of these documents."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from ontap_peering.cli.documents import BY_COMMAND, Document

FOLDER: Final = Path(__file__).resolve().parent.parent / "schemas" / "commands"


class _WithoutTitles(GenerateJsonSchema):
    """A title that is the name in capitals says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def path_of(command: str) -> Path:
    """`fleet up` and `fleet preview` print the same."""
    return FOLDER / f"{command.split(maxsplit=1)[0]}.schema.json"


def _schema(document: type[Document]) -> str:
    made = document.model_json_schema(mode="serialization", schema_generator=_WithoutTitles)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2) + "\n"


GENERATORS: Final[dict[Path, Callable[[], str]]] = {
    path_of(command): partial(_schema, document) for command, document in BY_COMMAND.items()
}
