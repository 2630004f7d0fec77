"""ONTAP's REST API as `ontap_peering.ports.PeerApi`: the only place that knows HTTP."""
