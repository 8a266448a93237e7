"""What the service exists for, in plain values and functions: no Flask, no SQL, no clock."""
