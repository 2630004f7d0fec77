"""What the tiers share: the simulated clusters, the plugin process, the engine."""
