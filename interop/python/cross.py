# Writes the story into a bucket, or dumps what a bucket holds: cross.py write|dump BUCKET FILE. W135
import asyncio
import base64
import os
import sys

import nats


async def write(js, bucket, file):
    kv = await js.create_key_value(bucket=bucket, history=10, direct=True)
    last = {}
    with open(file, encoding="ascii") as story:
        for line in story:
            operation, key, *encoded = line.rstrip("\n").split("\t")
            value = base64.b64decode(encoded[0]) if encoded else b""
            if operation == "put":
                last[key] = await kv.put(key, value)
            elif operation == "create":
                last[key] = await kv.create(key, value)
            elif operation == "update":
                last[key] = await kv.update(key, value, last=last[key])
            elif operation == "delete":
                await kv.delete(key)
            elif operation == "purge":
                await kv.purge(key)
            else:
                raise ValueError(f"no operation '{operation}'")


def row(kind, entry, operation):
    # The client knows microseconds of what it watches, and no time of what it gets.
    millis = "-" if entry.created is None else int(entry.created.timestamp() * 1_000_000) // 1_000
    value = base64.b64encode(entry.value or b"").decode()
    return "\t".join(map(str, (kind, entry.revision, entry.key, operation, millis, "-", value))) + "\n"


async def dump(js, bucket, file):
    kv = await js.key_value(bucket)
    rows = []
    for entry in await kv.history(">"):
        rows.append(row("history", entry, entry.operation or "PUT"))
    for key in sorted(await kv.keys()):
        rows.append(row("get", await kv.get(key), "PUT"))
    with open(file, "w", encoding="ascii") as out:
        out.writelines(rows)


async def main(mode, bucket, file):
    nc = await nats.connect(os.environ["INTEROP_URL"])
    await {"write": write, "dump": dump}[mode](nc.jetstream(), bucket, file)
    await nc.close()


asyncio.run(main(*sys.argv[1:]))
