# Buckets and entries by the official Python client. W136
import asyncio
import unittest

from nats.js.api import StorageType
from nats.js.errors import (
    BucketNotFoundError,
    InvalidKeyError,
    KeyNotFoundError,
    KeyWrongLastSequenceError,
    NoKeysError,
    NotFoundError,
)

from support import ClientTest, line


class BucketsTest(ClientTest):
    async def test_settings_are_kept(self):
        kv = await self.bucket(
            description="settings", history=5, ttl=600, max_bytes=1_000_000, max_value_size=1_000,
            storage=StorageType.MEMORY, replicas=1, direct=True,
        )
        status = await kv.status()
        self.assertEqual(5, status.history)
        self.assertEqual(600, status.ttl)
        self.assertEqual(0, status.values)
        config = status.stream_info.config
        self.assertEqual("settings", config.description)
        self.assertEqual(1_000_000, config.max_bytes)
        self.assertEqual(1_000, config.max_msg_size)
        self.assertEqual("memory", config.storage)
        self.assertTrue(config.allow_direct)
        self.assertTrue(config.deny_delete)

    async def test_creating_again_is_the_same_bucket(self):
        kv = await self.bucket(history=3)
        await kv.put("k", b"v")
        name = (await kv.status()).bucket
        again = await self.js.create_key_value(bucket=name, history=3)
        self.assertEqual(b"v", (await again.get("k")).value)
        await self.refused(10058, self.js.create_key_value(bucket=name, history=4))

    async def test_a_bucket_is_opened_only_where_there_is_one(self):
        kv = await self.bucket()
        name = (await kv.status()).bucket
        opened = await self.js.key_value(name)
        self.assertEqual(1, await opened.put("k", b"v"))
        self.assertTrue(await self.js.delete_key_value(name))
        with self.assertRaises(BucketNotFoundError):
            await self.js.key_value(name)
        with self.assertRaises(NotFoundError):
            await self.js.delete_key_value(name)
        with self.assertRaises(Exception):
            await kv.put("k", b"v")

    async def test_status_counts(self):
        kv = await self.bucket(history=2)
        for value in (b"1", b"2", b"3"):
            await kv.put("a", value)
        await kv.delete("b")
        state = (await kv.status()).stream_info.state
        self.assertEqual((3, 2, 4), (state.messages, state.first_seq, state.last_seq))

    async def test_lists_of_streams_contain_the_bucket(self):
        name = (await (await self.bucket()).status()).bucket
        names = [info.config.name for info in await self.js.streams_info()]
        self.assertIn("KV_" + name, names)


class EntriesTest(ClientTest):
    async def test_values_are_read_as_put_by_either_way_of_reading(self):
        for direct in (False, True):
            with self.subTest(direct=direct):
                kv = await self.bucket(direct=direct, history=2)
                self.assertEqual(1, await kv.put("k", b"one"))
                self.assertEqual(2, await kv.put("k", b"\x00\xff\r\n"))
                entry = await kv.get("k")
                self.assertEqual(("k", b"\x00\xff\r\n", 2), (entry.key, entry.value, entry.revision))
                self.assertEqual(b"one", (await kv.get("k", revision=1)).value)
                await kv.put("other", b"x")
                for revision in (3, 99):
                    with self.assertRaises(KeyNotFoundError):
                        await kv.get("k", revision=revision)
                with self.assertRaises(KeyNotFoundError):
                    await kv.get("missing")

    async def test_create_once_and_again_over_markers(self):
        kv = await self.bucket(history=5)
        self.assertEqual(1, await kv.create("k", b"1"))
        with self.assertRaises(KeyWrongLastSequenceError):
            await kv.create("k", b"2")
        await kv.delete("k")
        self.assertEqual(3, await kv.create("k", b"3"))
        await kv.purge("k")
        self.assertEqual(5, await kv.create("k", b"5"))

    async def test_of_many_creates_one_succeeds(self):
        kv = await self.bucket()
        outcomes = await asyncio.gather(*(kv.create("k", b"%d" % i) for i in range(100)), return_exceptions=True)
        self.assertEqual(1, sum(isinstance(outcome, int) for outcome in outcomes))
        for outcome in outcomes:
            self.assertIsInstance(outcome, (int, KeyWrongLastSequenceError))

    async def test_conditions(self):
        kv = await self.bucket(history=5)
        await kv.put("k", b"1")
        self.assertEqual(2, await kv.update("k", b"2", last=1))
        for call in (kv.update("k", b"3", last=1), kv.update("k", b"3"), kv.update("never", b"1", last=9)):
            with self.assertRaises(KeyWrongLastSequenceError):
                await call
        await self.refused(10071, kv.delete("k", last=1))
        await kv.delete("k", last=2)
        self.assertEqual(4, await kv.update("k", b"4", last=3))

    async def test_delete_and_purge_leave_markers(self):
        kv = await self.bucket(history=5)
        await kv.put("k", b"1")
        await kv.delete("k")
        with self.assertRaises(KeyNotFoundError) as deleted:
            await kv.get("k")
        self.assertEqual(2, deleted.exception.entry.revision)
        self.assertEqual(["k=1", "k DEL"], [line(entry) for entry in await kv.history("k")])
        await kv.purge("k")
        self.assertEqual(["k PURGE"], [line(entry) for entry in await kv.history("k")])

    async def test_keys_of_every_kind(self):
        kv = await self.bucket()
        with self.assertRaises(NoKeysError):
            await kv.keys()
        keys = ["a.b.c", "A-Z_0.9", "x/y/z", "k=v", "=.=", "-", "/", "_", "0", "k" * 500]
        for key in keys:
            await kv.put(key, key.encode())
        for key in keys:
            self.assertEqual(key.encode(), (await kv.get(key)).value)
        self.assertEqual(sorted(keys), sorted(await kv.keys()))
        for key in ("", ".a", "a.", "a b", "a*"):
            with self.assertRaises(InvalidKeyError):
                await kv.put(key, b"v")

    async def test_keys_are_those_with_a_value(self):
        kv = await self.bucket(history=2)
        for key in ("a", "b", "c"):
            await kv.put(key, b"v")
        await kv.delete("a")
        await kv.purge("b")
        self.assertEqual(["c"], await kv.keys())

    async def test_an_empty_value_is_a_value(self):
        kv = await self.bucket()
        await kv.put("k", b"")
        entry = await kv.get("k")
        self.assertEqual((1, None), (entry.revision, entry.operation))
        self.assertIn(entry.value, (b"", None))
        self.assertEqual(["k"], await kv.keys())

    async def test_the_largest_value(self):
        kv = await self.bucket(direct=True)
        value = bytes(i * 31 % 256 for i in range(self.nc.max_payload))
        await kv.put("k", value)
        self.assertEqual(value, (await kv.get("k")).value)
        with self.assertRaises(Exception):
            await kv.put("k", value + b"x")

    async def test_limits(self):
        small = await self.bucket(max_value_size=10)
        await small.put("k", b"0123456789")
        await self.refused(10054, small.put("k", b"0123456789a"))
        full = await self.bucket(max_bytes=1_500)
        await full.put("a", b"x" * 1_000)
        await self.refused(10077, full.put("b", b"x" * 1_000))
        await full.put("a", b"y" * 1_000)

    async def test_history_keeps_the_newest(self):
        kv = await self.bucket(history=3)
        for i in range(5):
            await kv.put("k", b"%d" % i)
        history = await kv.history("k")
        self.assertEqual(["k=2", "k=3", "k=4"], [line(entry) for entry in history])
        self.assertEqual([3, 4, 5], [entry.revision for entry in history])
        self.assertEqual([2, 1, 0], [entry.delta for entry in history])
        with self.assertRaises(NoKeysError):
            await kv.history("none")

    async def test_purge_deletes(self):
        kv = await self.bucket(history=5)
        for key in ("a", "a", "b", "c"):
            await kv.put(key, b"v")
        await kv.delete("a")
        await kv.purge("b")
        await kv.purge_deletes(olderthan=3600)
        self.assertEqual(["a DEL"], [line(entry) for entry in await kv.history("a")])
        await kv.purge_deletes(olderthan=-1)
        self.assertEqual(1, (await kv.status()).values)
        self.assertEqual(7, await kv.create("a", b"anew"))


if __name__ == "__main__":
    unittest.main()
