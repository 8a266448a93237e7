"""How gunicorn serves the app: `gunicorn wsgi:app` in this directory reads this file by itself.

One process of eight threads: a slow tablet on a poor network holds a thread, not the service. WEB_CONCURRENCY=2
starts a second process, for a machine with more cores and more visitors.
There is no access log here: the app writes its own, which never holds an address or a code of a respondent.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = 8
# Read the code once and share it: half the start-up time, less memory, and a fault in a setting ends the start at once.
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "error"  # a warning about a broken request would name the address it came from
