"""The output `token`, made in the program of what the state has already, so that no secret is stored once more."""

from typing import Any, Protocol, get_args

import pulumi
from pydantic import SecretStr

from ontap_peering.engine.program_log import keep_out_of_log
from ontap_peering.peer.model import EncryptionProtocol, instant
from ontap_peering.peer.token import OfferingCluster, Token, encode


class _Peer(Protocol):
    @property
    def passphrase(self) -> pulumi.Output[str]: ...
    @property
    def local_cluster(self) -> pulumi.Output[Any]: ...
    @property
    def expiry_time(self) -> pulumi.Output[str]: ...
    @property
    def encryption(self) -> pulumi.Output[Any]: ...


def offered_token(peer: _Peer) -> pulumi.Output[str]:
    parts = pulumi.Output.all(peer.passphrase, peer.local_cluster, peer.expiry_time, peer.encryption)
    return pulumi.Output.secret(parts.apply(lambda each: _token(*each)))


def _token(passphrase: str, local: dict[str, Any], expiry_time: str, encryption: dict[str, Any]) -> str:
    addresses = local.get("ip_addresses")
    if not passphrase or not addresses:
        return ""
    proposed = encryption.get("proposed")
    token = Token(
        cluster=OfferingCluster(name=local["name"], uuid=local["uuid"]) if "uuid" in local else None,
        ip_addresses=tuple(addresses.split(",")),
        passphrase=SecretStr(passphrase),
        expiry_time=instant(expiry_time) if expiry_time else None,
        encryption=proposed if proposed in get_args(EncryptionProtocol) else None,
    )
    text = encode(token)
    keep_out_of_log(text)
    return text
