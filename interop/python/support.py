"""A connection, buckets that are gone after the test, and skipping by what the server can do."""

import asyncio
import os
import re
import secrets
import subprocess
import tempfile
import unittest

import nats
from nats.js.errors import APIError

PATIENCE = 15.0  # Seconds; a call takes milliseconds, what the server does in its own time a few seconds.


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        url = os.environ.get("INTEROP_URL")
        if not url:
            self.fail("INTEROP_URL is not set: run this suite by interop/run python")
        self.nc = await self.connect(url)
        self.js = self.nc.jetstream(timeout=PATIENCE)

    async def connect(self, url):
        nc = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.05)
        self.addAsyncCleanup(nc.close)
        return nc

    async def bucket(self, js=None, **settings):
        js = js or self.js
        name = "py_" + secrets.token_hex(8)
        kv = await js.create_key_value(bucket=name, **settings)
        self.addAsyncCleanup(self.drop, js, name)
        return kv

    async def drop(self, js, name):
        try:
            await js.delete_key_value(name)
        except nats.js.errors.NotFoundError:
            pass  # The test has deleted it itself.

    def skip(self, reason):
        path = os.environ.get("INTEROP_SKIPS")
        if path:
            with open(path, "a", encoding="utf-8") as skips:
                skips.write(f"python | {self._testMethodName} | {reason}\n")
        self.skipTest(reason)

    def needs(self, minor, what):
        version = self.nc.connected_server_version
        if version.minor < minor:
            self.skip(f"{what} need server 2.{minor}, this is {version.major}.{version.minor}.{version.patch}")

    async def needs_limit_markers(self):
        level = (await self.js.account_info()).api.level or 0
        if level < 1:
            self.skip(f"limit markers need API level 1, this server has {level}")

    async def refused(self, code, call):
        with self.assertRaises(APIError) as caught:
            await call
        self.assertEqual(code, caught.exception.err_code, caught.exception)

    async def eventually(self, what, question):
        """Asks again until the answer is true, since the server does this in its own time."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not await question():
            self.assertLess(asyncio.get_running_loop().time(), end, f"not within {PATIENCE} s: {what}")
            await asyncio.sleep(0.02)

    async def next(self, watcher, *expected):
        """Takes as many as are expected; "end" stands for the end of the initial entries."""
        heard = []
        for _ in expected:
            try:
                entry = await watcher.updates(timeout=PATIENCE)
            except nats.errors.TimeoutError:
                self.fail(f"{heard}, then nothing; expected {expected}")
            heard.append("end" if entry is None else line(entry))
        self.assertEqual(list(expected), heard)


def line(entry):
    """An entry in words: a=1, a DEL."""
    return f"{entry.key} {entry.operation}" if entry.operation else f"{entry.key}={(entry.value or b'').decode()}"


class OwnServer:
    """A server of the test's own, which it may end."""

    def __init__(self, test):
        self.script = os.environ.get("INTEROP_SERVER")
        if not self.script:
            test.skip("the server is not ours to restart")
        directory = tempfile.TemporaryDirectory()
        test.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.url = self.run("start", os.environ["INTEROP_KIND"], self.directory)
        test.addCleanup(self.run, "stop", self.directory)

    def run(self, *arguments):
        with tempfile.TemporaryFile() as answer:  # A pipe would not end, since the server keeps what it inherits.
            subprocess.run([self.script, *arguments], stdout=answer, check=True, timeout=90)
            answer.seek(0)
            return re.sub(r"\s", "", answer.read().decode())
