"""The tests mirror the code: what feedback_app/domain/tally.py promises is in tests/domain/test_tally.py."""
