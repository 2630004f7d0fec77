"""`python -m ontap_simulator` is `ontap-sim`."""

from ontap_simulator.cli import main

if __name__ == "__main__":
    main()
