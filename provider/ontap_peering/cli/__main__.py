"""`python -m ontap_peering.cli`."""

from ontap_peering.cli import main

main()
