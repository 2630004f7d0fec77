"""What an endpoint takes: a body or query parameters in the form of a model, else 400 with one line."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ontap_simulator.control.refusals import one_line

Model = TypeVar("Model", bound=BaseModel)
Owner = TypeVar("Owner")
BODY_MODEL: Final = "body_model"


def taking(
    model: type[Model],
) -> Callable[[Callable[[Owner, Model], Awaitable[Response]]], Callable[[Owner, Request], Awaitable[Response]]]:
    """Call the endpoint with the body as a `model`; OpenAPI shows it too."""

    def decorate(
        endpoint: Callable[[Owner, Model], Awaitable[Response]],
    ) -> Callable[[Owner, Request], Awaitable[Response]]:
        @wraps(endpoint)
        async def parse(owner: Owner, request: Request) -> Response:
            with _mistakes_refused():
                body = model.model_validate_json(await request.body())
            return await endpoint(owner, body)

        setattr(parse, BODY_MODEL, model)
        return parse

    return decorate


def query(request: Request, model: type[Model]) -> Model:
    """The query parameters as a `model`."""
    with _mistakes_refused():
        return model.model_validate(dict(request.query_params))


@contextmanager
def _mistakes_refused() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise HTTPException(400, one_line(error)) from None
