"""ONTAP's REST API as `ontap_peering.peer.ports.PeerApi`: the only place that knows HTTP."""
