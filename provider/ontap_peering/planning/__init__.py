"""Pure decisions: no clock, no network, no randomness. Instants come in as arguments."""
