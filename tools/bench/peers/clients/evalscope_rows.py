"""Prints what EvalScope keeps of each request in its database: the number in the answer, and the times, in seconds."""

import base64
import glob
import json
import os
import re
import sqlite3
import sys

rows = []
for path in glob.glob(os.path.join(sys.argv[1], "**", "*.db"), recursive=True):
    query = "SELECT response_messages, first_chunk_latency, inter_token_latencies FROM result WHERE success = 1"
    for messages, first, gaps in sqlite3.connect(path).execute(query):
        # The messages are pickled; the number is found without unpickling what a server sent.
        found = re.search(rb" (\d{6})(?!\d)", base64.b64decode(messages))
        number = int(found.group(1)) if found else None
        rows.append({"number": number, "first_chunk_latency": first, "inter_token_latencies": json.loads(gaps)})
json.dump(rows, sys.stdout)
