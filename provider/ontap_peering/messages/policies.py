"""What a policy has against a resource of a program."""


def declared_unencrypted() -> str:
    return (
        'encryption.proposed is "none", so that replication crosses the network in clear: remove it, or set it to '
        '"tls_psk"'
    )


def declared_unauthenticated() -> str:
    return 'in_use is "absent", so that any cluster can pass itself off as the other one: remove it'


def anyone_may_accept() -> str:
    return (
        "this offer can be accepted by any cluster that has its passphrase: name the one you expect in expected_remote"
    )


def rotated_long_ago(rotation: str, months: int) -> str:
    return f"the passphrase was rotated {months} months ago ({rotation!r}): give rotation the present month"


def no_sdk_for_policies() -> str:
    return (
        "ontap-peering-policies: Pulumi's SDK for policies is not installed here: make an environment of its own, "
        "since it needs an older protobuf, and run `pip install 'ontap-peering[policy]'` there"
    )


def started_by_hand() -> str:
    return "ontap-peering-policies: the engine starts this program: give its path to `pulumi preview --policy-pack`"
