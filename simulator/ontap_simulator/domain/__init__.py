"""The world behind the API: a fabric, its clusters and their peers; no HTTP, no JSON, no control plane."""
