"""
Every sentence that this package says to a user, so that they are read, and reviewed, in one place.

tests/unit/messages.txt has each of them with sample values. A sentence names the cluster and the peer, says what
happened and why, and ends with what to do. It never holds a passphrase, a password or any other secret.
"""

from ontap_peering.messages.checks import *
from ontap_peering.messages.commands import *
from ontap_peering.messages.concerns import *
from ontap_peering.messages.fleets import *
from ontap_peering.messages.importing import *
from ontap_peering.messages.inputs import *
from ontap_peering.messages.obstacles import *
from ontap_peering.messages.peerings import *
from ontap_peering.messages.peers import *
from ontap_peering.messages.plan import *
from ontap_peering.messages.policies import *
from ontap_peering.messages.replies import *
from ontap_peering.messages.review import *
from ontap_peering.messages.settings import *
from ontap_peering.messages.stacks import *
from ontap_peering.messages.tokens import *
