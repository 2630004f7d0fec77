"""ONTAP's REST API as each cluster of a fabric serves it."""
