"""`python -m ontap_peering.cli`."""

import sys

from ontap_peering.cli import main

sys.exit(main())
