"""What the tiers share: the simulated clusters, the plugin process, the engine."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
