// Watches: every option, their beginning, their order. W134
import assert from "node:assert/strict";
import test from "node:test";
import { jetstreamManager } from "@nats-io/jetstream";
import { KvWatchInclude } from "@nats-io/kv";
import { able, bucket, client, lines, take } from "../support.js";

test("a watch begins with the newest of each key, then tells changes", async (t) => {
  const { kv } = await bucket(t, { history: 10 });
  await kv.put("a", "1");
  await kv.put("b", "1");
  await kv.put("a", "2");
  await kv.put("c", "1");
  await kv.delete("c");
  const watch = await kv.watch();
  const first = await take(watch, 3);
  assert.deepEqual(lines(first), ["b=1", "a=2", "c DEL"]);
  // This client counts the last entry of the beginning as a change already.
  assert.deepEqual(first.map((entry) => entry.isUpdate), [false, false, true]);
  assert.equal(first[2].delta, 0);

  const later = await kv.watch({ include: KvWatchInclude.UpdatesOnly });
  await kv.put("b", "2");
  await kv.purge("a");
  await kv.put("d", "");
  const changes = await take(later, 3);
  assert.deepEqual(lines(changes), ["b=2", "a PURGE", "d="]);
  assert.ok(changes.every((entry) => entry.isUpdate));
});

test("a watch goes on from the beginning to the changes", async (t) => {
  const { kv } = await bucket(t, { history: 2 });
  await kv.put("a", "1");
  const watch = await kv.watch();
  await kv.put("a", "2");
  await kv.put("b", "1");
  assert.deepEqual(lines(await take(watch, 3)), ["a=1", "a=2", "b=1"]);
});

test("a watch of an empty bucket hears the first entry as a change", async (t) => {
  const { kv } = await bucket(t);
  const watch = await kv.watch();
  await kv.put("a", "1");
  const [entry] = await take(watch, 1);
  assert.equal(entry.isUpdate, true);
});

test("a watch during many writes misses and doubles nothing", async (t) => {
  const { kv, nc, name } = await bucket(t);
  for (const key of ["A", "B", "C"]) {
    await kv.put(key, "");
  }
  const writer = (async () => {
    for (let i = 0; i < 100; i++) {
      await kv.put(`${i}`, "");
    }
  })();
  const seen = await take(await kv.watch(), 103);
  await writer;
  assert.deepEqual(seen.map((entry) => entry.revision), Array.from({ length: 103 }, (_, i) => i + 1));
  const consumers = (await jetstreamManager(nc)).consumers;
  const info = await consumers.list(`KV_${name}`).next();
  assert.equal(info[0].num_pending, 0);
  assert.equal(info[0].delivered.consumer_seq, 103);
});

test("watches of one key, by pattern and of several", async (t) => {
  const { nc, kv } = await bucket(t);
  const one = await kv.watch({ key: "a.b" });
  const star = await kv.watch({ key: "*.b" });
  const tail = await kv.watch({ key: "a.>" });
  const filters = await able(t, nc, "several filters");
  const several = filters ? await kv.watch({ key: ["c", "a.b"] }) : undefined;
  for (const key of ["a.b", "x.b", "a.c.d", "c", "a.b"]) {
    await kv.put(key, "v");
  }
  const keys = async (watch, n) => (await take(watch, n)).map((entry) => `${entry.key}@${entry.revision}`);
  assert.deepEqual(await keys(one, 2), ["a.b@1", "a.b@5"]);
  assert.deepEqual(await keys(star, 3), ["a.b@1", "x.b@2", "a.b@5"]);
  assert.deepEqual(await keys(tail, 3), ["a.b@1", "a.c.d@3", "a.b@5"]);
  if (several) {
    assert.deepEqual(await keys(several, 3), ["a.b@1", "c@4", "a.b@5"]);
  }
});

test("a watch with history, without deletes and from a revision", async (t) => {
  const { kv } = await bucket(t, { history: 10 });
  await kv.put("a", "1");
  await kv.put("a", "2");
  await kv.delete("a");
  await kv.put("b", "1");
  await kv.purge("b");
  await kv.put("a", "3");
  const seen = async (options, n) => lines(await take(await kv.watch(options), n));
  const history = { include: KvWatchInclude.AllHistory };
  assert.deepEqual(await seen(history, 5), ["a=1", "a=2", "a DEL", "b PURGE", "a=3"]);
  // This client leaves out deletes, not purges.
  assert.deepEqual(await seen({ ...history, ignoreDeletes: true }, 4), ["a=1", "a=2", "b PURGE", "a=3"]);
  assert.deepEqual(await seen({ key: "a", ignoreDeletes: true }, 1), ["a=3"]);
  assert.deepEqual(await seen({ resumeFromRevision: 2 }, 4), ["a=2", "a DEL", "b PURGE", "a=3"]);
  assert.deepEqual(await seen({ resumeFromRevision: 2, key: "a" }, 3), ["a=2", "a DEL", "a=3"]);
});

test("a watch of headers only knows sizes, not values", async (t) => {
  const { kv } = await bucket(t, { history: 3 });
  await kv.put("a", "abc");
  await kv.delete("b");
  const watched = await take(await kv.watch({ headers_only: true }), 2);
  assert.equal(watched[0].length, 3);
  assert.equal(watched[0].value.length, 0);
  assert.equal(watched[1].operation, "DEL");
  const [old] = await take(await kv.history({ key: "a", headers_only: true }), 1);
  assert.equal(old.length, 3);
});

test("watchers of other connections hear the same in the same order", async (t) => {
  // With history, or what is overwritten before a watcher has got it may be left out.
  const { name, kv } = await bucket(t, { history: 64 });
  const watches = await Promise.all([1, 2, 3].map(async () => (await (await client(t)).kvm.open(name)).watch()));
  await Promise.all(Array.from({ length: 50 }, (_, i) => kv.put(`k.${i % 5}`, `${i}`)));
  const seen = await Promise.all(watches.map(async (watch) => {
    const revisions = [];
    for await (const entry of watch) {
      revisions.push(entry.revision);
      if (entry.revision === 50) {
        break;
      }
    }
    return revisions;
  }));
  for (const revisions of seen) {
    assert.deepEqual(revisions, Array.from({ length: 50 }, (_, i) => i + 1));
  }
});

test("a stopped watch ends", async (t) => {
  const { kv } = await bucket(t);
  const watch = await kv.watch();
  const ended = take(watch, 5);
  await kv.put("a", "1");
  watch.stop();
  assert.ok((await ended).length <= 1);
});
