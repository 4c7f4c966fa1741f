# Watches, age and reconnecting by the official Python client. W125 W136
import unittest

from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError

from support import PATIENCE, ClientTest, OwnServer, line


class WatchTest(ClientTest):
    async def story(self):
        """Seven revisions of two keys."""
        kv = await self.bucket(history=10)
        for key, value in (("k.1", b"a"), ("k.1", b"aa"), ("k.2", b"z"), ("k.1", None), ("k.2", b"zz"),
                           ("k.1", b"aaa"), ("k.2", None)):
            await (kv.put(key, value) if value else kv.delete(key))
        return kv

    async def watch(self, kv, keys=">", **options):
        watcher = await kv.watch(keys, **options)
        self.addAsyncCleanup(watcher.stop)
        return watcher

    async def test_a_watch_begins_with_the_newest(self):
        kv = await self.story()
        watcher = await self.watch(kv)
        await self.next(watcher, "k.1=aaa", "k.2 DEL", "end")
        await kv.put("k.3", b"new")
        await kv.purge("k.1")
        await self.next(watcher, "k.3=new", "k.1 PURGE")

    async def test_a_watch_of_nothing(self):
        kv = await self.bucket()
        watcher = await self.watch(kv)
        await self.next(watcher, "end")
        await kv.put("k", b"v")
        await self.next(watcher, "k=v")

    async def test_options(self):
        kv = await self.story()
        await self.next(await self.watch(kv, "k.1", include_history=True),
                        "k.1=a", "k.1=aa", "k.1 DEL", "k.1=aaa", "end")
        await self.next(await self.watch(kv, ignore_deletes=True), "k.1=aaa", "end")
        await self.next(await self.watch(kv, "k.*", meta_only=True), "k.1=", "k.2 DEL", "end")

    async def test_patterns(self):
        kv = await self.bucket()
        star, tail = await self.watch(kv, "*.b"), await self.watch(kv, "a.>")
        for key in ("a", "a.b", "x.b", "a.b.c"):
            await kv.put(key, b"v")
        await self.next(star, "end", "a.b=v", "x.b=v")
        await self.next(tail, "end", "a.b=v", "a.b.c=v")

    async def test_many_large_values(self):
        kv = await self.bucket()
        for i in range(40):
            await kv.put(f"k.{i}", b"x" * 200_000)
        watcher = await self.watch(kv)
        for i in range(40):
            entry = await watcher.updates(timeout=PATIENCE)
            self.assertEqual((i + 1, 200_000), (entry.revision, len(entry.value)))
        await self.next(watcher, "end")


class AgeTest(ClientTest):
    async def gone(self, kv):
        async def empty():
            return (await kv.status()).values == 0
        await self.eventually("an empty bucket", empty)

    async def test_age_of_a_bucket(self):
        kv = await self.bucket(ttl=1)
        await kv.put("k", b"v")
        await self.gone(kv)
        with self.assertRaises(KeyNotFoundError):
            await kv.get("k")
        self.assertEqual(2, await kv.create("k", b"w"))

    async def test_a_key_s_time_to_live(self):
        self.needs(11, "times to live of keys")
        kv = await self.bucket()
        await kv.create("k", b"v", msg_ttl=1)
        self.assertEqual(b"v", (await kv.get("k")).value)
        await self.gone(kv)
        self.assertEqual(2, await kv.create("k", b"w"))

    async def test_limit_markers(self):
        await self.needs_limit_markers()
        kv = await self.bucket(limit_marker_ttl=1)
        watcher = await kv.watchall()
        self.addAsyncCleanup(watcher.stop)
        await self.next(watcher, "end")
        await kv.create("k", b"v", msg_ttl=1)
        await self.next(watcher, "k=v", "k PURGE")
        await self.gone(kv)
        self.assertEqual(3, await kv.create("k", b"w"))

    async def test_a_purge_says_when_its_marker_goes(self):
        await self.needs_limit_markers()
        kv = await self.bucket(limit_marker_ttl=1)
        await kv.put("k", b"v")
        await kv.purge("k", msg_ttl=1)
        self.assertEqual(["k PURGE"], [line(entry) for entry in await kv.history("k")])
        await self.gone(kv)
        self.assertEqual(2, (await kv.status()).stream_info.state.last_seq)

    async def test_a_marker_of_age_stands_in_the_way_of_this_client(self):
        await self.needs_limit_markers()
        kv = await self.bucket(limit_marker_ttl=60)
        watcher = await kv.watchall()
        self.addAsyncCleanup(watcher.stop)
        await kv.create("k", b"v", msg_ttl=1)
        await self.next(watcher, "end", "k=v", "k PURGE")
        try:
            self.assertEqual(3, await kv.create("k", b"w"))
        except KeyWrongLastSequenceError:
            pass  # As a reader this client knows server-written markers by versions of its own, as a writer not.


class ReconnectTest(ClientTest):
    async def test_a_watch_goes_on_after_a_restart(self):
        server = OwnServer(self)
        nc = await self.connect(server.url)
        kv = await nc.jetstream(timeout=PATIENCE).create_key_value(bucket="B", history=64)
        watcher = await kv.watchall()
        await self.next(watcher, "end")
        for _ in range(5):
            await kv.put("k", b"before")
        await self.next(watcher, *["k=before"] * 5)
        server.run("restart", server.directory)
        other = await (await self.connect(server.url)).jetstream(timeout=PATIENCE).key_value("B")
        self.assertEqual(6, await other.put("k", b"after"))
        self.assertEqual(7, await other.put("other", b"after"))

        async def connected():
            return nc.is_connected
        await self.eventually("connected again", connected)
        self.assertEqual(8, await kv.put("k", b"last"))
        for revision in (6, 7, 8):
            # The client asks every heartbeat, 5 s, whether its consumer is active.
            self.assertEqual(revision, (await watcher.updates(timeout=90)).revision)


if __name__ == "__main__":
    unittest.main()
