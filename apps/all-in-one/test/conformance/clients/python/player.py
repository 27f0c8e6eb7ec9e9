"""Reads one call per line from standard input and lets an SDK make it; prints what the SDK gave up at the end."""

import json
import os
import sys
from datetime import datetime


def revive(value):
    if isinstance(value.get("$date"), str):
        return datetime.fromisoformat(value["$date"].replace("Z", "+00:00"))
    return value


def play(client_class, **settings):
    failed = []
    client = client_class(
        os.environ["WRITE_KEY"],
        host=os.environ["HOST"],
        upload_size=5,
        upload_interval=0.1,
        on_error=lambda error, items: failed.extend(str(error) for _ in items),
        **settings,
    )
    for line in sys.stdin:
        make(client, json.loads(line, object_hook=revive))
    client.flush()
    print(json.dumps({"failed": failed}), flush=True)


names = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "groupId": "group_id",
    "previousId": "previous_id",
}


def make(client, call):
    context = {"told": call.pop("n")}
    method = getattr(client, call.pop("type"))
    if "timestamp" in call:
        call["timestamp"] = datetime.fromisoformat(call["timestamp"].replace("Z", "+00:00"))
    arguments = {names.get(key, key): value for key, value in call.items()}
    method(context=context, **arguments)
