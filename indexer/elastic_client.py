"""The connection to Elasticsearch, and its errors in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, AuthenticationException, AuthorizationException, Elasticsearch, OrjsonSerializer

from config.errors import AdtrailError, BadInput
from config.settings import Settings

BUSY = (429, 502, 503, 504)  # the server asks to come again
_TIMEOUT = 60  # seconds


def connect(settings: Settings) -> Elasticsearch:
    """A client for the hosts of the settings. No request is made yet.

    Raises:
        BadInput: a host is not a URL.
    """
    password = settings.index_password.get_secret_value() if settings.index_password else None
    if (settings.index_user is None) != (password is None):
        raise BadInput("index_user and index_password belong together", field="index_user", fix="set both or none")
    try:
        return Elasticsearch(
            [host.strip() for host in settings.index_url.split(",")],
            api_key=settings.index_api_key.get_secret_value() if settings.index_api_key else None,
            basic_auth=(settings.index_user, password) if settings.index_user and password else None,
            ca_certs=str(settings.index_ca_certs) if settings.index_ca_certs else DEFAULT,
            serializers={"application/json": OrjsonSerializer()},
            request_timeout=_TIMEOUT, max_retries=4, retry_on_status=BUSY, retry_on_timeout=True,
        )  # fmt: skip
    except ValueError as error:
        raise BadInput(str(error), field="index_url", fix="write http://host:9200, several with commas") from None


@contextmanager
def told() -> Iterator[None]:
    """Errors of the client as errors that a user can act on.

    Raises:
        AdtrailError: no connection, no right, or a refusal with the server's reason.
    """
    try:
        yield
    except (AuthenticationException, AuthorizationException) as error:
        raise AdtrailError(
            f"Elasticsearch refuses ({error.status_code}); set ADTRAIL_INDEX_API_KEY, or ADTRAIL_INDEX_USER and "
            "ADTRAIL_INDEX_PASSWORD, of somebody who may read and write these indices"
        ) from None
    except ApiError as error:
        raise AdtrailError(f"Elasticsearch answers {error.status_code}: {error.message}") from None
    except TransportError as error:
        raise AdtrailError(f"Elasticsearch cannot be reached: {error.message} (is ADTRAIL_INDEX_URL right?)") from None
