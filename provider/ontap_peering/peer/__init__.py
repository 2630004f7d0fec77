"""One side of a peering, without Pulumi, HTTP, clock or environment: model, plan, reconcile. Instants are arguments."""
