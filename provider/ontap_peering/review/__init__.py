"""What a preview does to peerings, as a reviewer reads it: pure, from the JSON of `pulumi preview --json`."""
