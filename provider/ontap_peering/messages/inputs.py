"""What is wrong with the inputs of a resource."""


def no_such_input(path: str) -> str:
    return f"{path}: there is no such input"


def required(path: str) -> str:
    return f"{path}: required"


def empty(path: str) -> str:
    return f"{path}: must not be empty"


def not_decrypted(path: str) -> str:
    return (
        f"{path}: must not be {{}}; a StackReference gives that for a secret that this run cannot decrypt: give the "
        f"other stack this one's passphrase (`pulumi stack change-secrets-provider passphrase --stack <other stack>`), "
        f"or give this run access to the other stack's key"
    )


def empty_list(path: str) -> str:
    return (
        f"{path}: must not be empty; if its items come from another resource, that one does not exist yet: "
        f"with --target, name it, too"
    )


def bad_value(path: str, problem: str, value: str = "") -> str:
    return f"{path}{f' {value}' if value else ''}: {problem}"


def bad_duration() -> str:
    return 'must be an ISO 8601 duration such as "PT2H", "P1DT12H" or "P1W"'


def no_utc_offset() -> str:
    return "must have a UTC offset"


def bad_expiry() -> str:
    return (
        'must be an ISO 8601 duration ("PT2H", at most "P7D") or an instant with a UTC offset '
        '("2026-01-31T12:00:00Z"); '
        "a time without offset would depend on the cluster's time zone"
    )


def bad_name(length: int) -> str:
    return (
        f"must follow ONTAP's rules for cluster names: a letter first, then letters, digits, '.', '_' or '-', "
        f"at most {length} characters"
    )


def name_or_uuid() -> str:
    return "give either name or uuid"


def passphrase_without_remote() -> str:
    return "passphrase: needs remote.ip_addresses; without it, ONTAP generates the passphrase of an offer (4656069)"


def two_passphrases() -> str:
    return "passphrase: give either passphrase or generate_passphrase=True, not both"


def no_passphrase() -> str:
    return "generate_passphrase: is False and there is no passphrase; give one of the two (4656077)"


def encryption_without_authentication() -> str:
    return "encryption.proposed: needs authentication, but in_use is 'absent' (4656070)"


def offer_without_authentication() -> str:
    return (
        "in_use: is 'absent', but without remote.ip_addresses an offer can only be accepted by passphrase; "
        "give remote.ip_addresses or leave in_use out (4656077)"
    )


def mixed_address_families(path: str) -> str:
    return f"{path}: mixes IPv4 and IPv6; give addresses of one family (4653708)"


def no_family_of_both() -> str:
    return "sides: the ip_addresses of one cluster are IPv4, those of the other IPv6; give addresses of one family"


def nobody_to_wait_for(wait_for: str) -> str:
    return f"wait_for: is {wait_for!r}, but without remote.ip_addresses there is no remote cluster to wait for"


def never_ready(wait_for: str) -> str:
    return f"wait_for: is {wait_for!r}, but in_use is 'revoked', so that this never happens; leave wait_for out"


def offer_too_long(expiry: str, longest: str) -> str:
    return f"expiry_time {expiry!r}: must be more than zero and at most {longest} (4655058)"


def expiry_too_far(expiry: str, longest: str) -> str:
    return f"expiry_time {expiry!r}: must be at most {longest} ahead (4655058)"


def expiry_in_the_past(expiry: str) -> str:
    return f"expiry_time {expiry!r}: is in the past; give a later instant or a duration (4653229)"


def renew_before_too_long(renew_before: str, lifetime: str) -> str:
    return (
        f"renew_before {renew_before!r}: must be shorter than the offer's lifetime of {lifetime}, "
        f"or every run would renew it"
    )


def renew_before_of_an_instant(renew_before: str, expiry: str) -> str:
    return (
        f"renew_before {renew_before!r}: an offer that expires at {expiry} cannot be renewed: give expiry_time as a "
        f"duration, such as 'PT2H', or leave renew_before out"
    )


def bad_address() -> str:
    return "must be an IPv4 address, an IPv6 address or a host name"


def not_an_ip_address() -> str:
    return "must be an IPv4 or IPv6 address"


def no_address() -> str:
    return (
        "is empty: the peer it comes from has no intercluster address. Create an intercluster interface in the "
        "IPspace of that peer, then recreate the peer"
    )


def unspecified_address() -> str:
    return (
        "is the unspecified address: ONTAP reports it for an offer of a cluster without an intercluster interface. "
        "Create one in the IPspace of the offer, then recreate the offer"
    )


def address_with_blanks() -> str:
    return "must not have blanks around it"


def address_in_brackets() -> str:
    return "must not be in brackets"


def address_with_prefix() -> str:
    return "must be an address without a prefix length"


def mapped_address(address: str) -> str:
    return f"is the IPv4 address {address} in IPv6 form; give it as {address}"


def address_with_zone() -> str:
    return "must be an address without a zone (%...): a link-local address cannot be peered with"


def rotation_without_generation() -> str:
    return (
        "rotation: ONTAP generates no passphrase here, since you give one; to rotate, give both sides a new passphrase"
    )
