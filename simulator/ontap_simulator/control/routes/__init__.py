"""The endpoints of the control API, one class a file; each holds the fabric's lock while it looks or acts."""
