"""What steers and watches the simulator from outside; ONTAP has nothing like it."""
