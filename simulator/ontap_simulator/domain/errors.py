"""Refusals, named by ONTAP's error codes; status and text come from the catalogue where they are rendered."""

from enum import StrEnum


class Code(StrEnum):
    """ONTAP error codes that the domain and its API give (vendor document, error tables; common errors)."""

    DUPLICATE = "1"
    UNSUPPORTED_OPERATION = "3"
    NOT_FOUND = "4"
    INTERNAL = "262145"
    TOO_MANY_REQUESTS = "262160"
    UNEXPECTED_ARGUMENT = "262179"
    INVALID_COMBINATION = "262186"
    GIVEN_TWICE = "262188"
    NOTHING_TO_APPLY = "262190"
    EXPRESSION_WITHOUT_VALUE = "262194"
    NOT_SETTABLE = "262196"
    INVALID_VALUE = "262197"
    BODY_NOT_ALLOWED = "262198"
    MALFORMED_JSON = "262199"
    SECRET_IN_URL = "262202"  # noqa: S105 - an error code
    NOT_PATCHABLE = "262203"
    FILTER_ON_POST = "262211"
    REQUIRED_VALUE = "262212"
    NOT_READABLE = "262249"
    NOT_FILTERABLE = "262250"
    NO_ASSIGNMENT = "262248"
    LIST_EXPECTED = "262254"
    LIST_UNEXPECTED = "262255"
    NOT_SORTABLE = "262268"
    UNCLOSED_QUOTE = "262272"
    QUERY_WITHOUT_FIELDS = "262273"
    EMPTY_QUERY = "262274"
    NO_QUERY_FIELDS = "262275"
    QUERY_FIELD_TWICE = "262276"
    QUERY_ON_WRITE = "262277"
    PROPERTY_TWICE = "262282"
    UNBALANCED_BRACES = "262286"
    RECORD_FAILED = "262287"
    PARTLY_DONE = "262288"
    ONLY_SOME_DONE = "262292"
    NOT_AUTHORIZED = "6691623"
    CLUSTER_IPSPACE = "1966366"
    UNKNOWN_SVM = "2621462"
    PEER_IS_SELF = "4653058"
    WRONG_REMOTE_CLUSTER = "4653061"
    NAME_TAKEN = "4653075"
    ALREADY_PEERED = "4653076"
    INTRODUCTION_FAILED = "4653218"
    HAS_DEPENDANTS = "4653079"
    EXPIRY_IN_PAST = "4653229"
    PASSPHRASE_TOO_SHORT = "4653236"  # noqa: S105 - an error code
    INVALID_PEER_ADDRESS = "4653368"
    ENCRYPTION_REQUIRED = "4653419"
    MIXED_FAMILIES = "4653708"
    EXPIRY_TOO_FAR = "4655058"
    SVM_IN_OTHER_IPSPACE = "4655061"
    PASSPHRASE_WITHOUT_ADDRESSES = "4656069"  # noqa: S105 - an error code
    ENCRYPTION_WITHOUT_AUTHENTICATION = "4656070"
    NAME_OF_LOCAL_CLUSTER = "4656071"
    INVALID_NAME = "4656072"
    ENCRYPTION_WITHOUT_PASSPHRASE = "4656073"  # noqa: S105 - an error code
    MIXED_FAMILIES_IN_CHANGE = "4656076"
    NEITHER_ADDRESSES_NOR_GENERATE = "4656077"
    NEITHER_PASSPHRASE_NOR_GENERATE = "4656080"  # noqa: S105 - an error code
    EMPTY_ADDRESS_LIST = "4656081"
    GENERATE_TURNED_OFF = "4656083"
    PASSPHRASE_WITHOUT_AUTHENTICATION = "4656084"  # noqa: S105 - an error code
    EMPTY_LOCAL_ADDRESS_LIST = "4656085"
    BROADCAST_DOMAIN_REQUIRED = "4656086"
    MORE_ADDRESSES_THAN_NODES = "4656087"
    IPSPACE_MISMATCH = "4656090"
    NETMASK_REQUIRED = "4656091"
    FAMILY_NOT_IN_IPSPACE = "4656095"
    GATEWAY_REQUIRED = "4656096"
    ADDRESS_IN_USE_LOCALLY = "4656100"
    SVM_MIGRATION = "4663070"
    UNKNOWN_HOST = "8847365"


class OntapError(Exception):
    """
    A refusal by ONTAP's `code`; `target` names the one input to blame, `detail` adds to the catalogue's message.

    `detail` is shown to clients: it never holds a secret.
    """

    def __init__(self, code: Code, target: str | None = None, detail: str | None = None) -> None:
        super().__init__(f"{code.name} ({code.value})")
        self.code = code
        self.target = target
        self.detail = detail
