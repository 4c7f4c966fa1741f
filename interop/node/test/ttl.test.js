// Age of a bucket, of a key, and the markers a server writes. W134
import assert from "node:assert/strict";
import test from "node:test";
import { able, bucket, client, eventually, lines, take } from "../support.js";

test("entries of a bucket with a time to live go, not too early", { concurrency: true }, async (t) => {
  const { kv } = await bucket(t, { ttl: 1_000 });
  const put = Date.now();
  await kv.put("k", "v");
  await eventually(() => kv.get("k"), (entry) => entry === null);
  assert.ok(Date.now() - put >= 950, `gone after ${Date.now() - put} ms`);
  assert.equal((await kv.status()).values, 0);
  assert.equal(await kv.create("k", "w"), 2);
});

test("a bucket has a time to live for markers, or none", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  assert.equal((await (await bucket(t, { markerTTL: 2_000 })).kv.status()).markerTTL, 2_000);
  assert.equal((await (await bucket(t)).kv.status()).markerTTL, 0);
});

test("a key with a time to live ends in a marker that goes, too", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  const { kv } = await bucket(t, { markerTTL: 1_000 });
  const watch = await kv.watch();
  await kv.create("k", "v", "1s");
  const seen = await take(watch, 2);
  assert.deepEqual(lines(seen), ["k=v", "k PURGE"]);
  assert.equal(seen[1].revision, 2);
  assert.ok(seen[1].created - seen[0].created >= 950, `marker after ${seen[1].created - seen[0].created} ms`);
  await eventually(() => kv.get("k"), (entry) => entry === null);
  assert.equal((await kv.status()).values, 0);
  assert.equal(await kv.create("k", "w"), 3);
});

test("a bucket's age leaves a marker as well", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  const { kv } = await bucket(t, { ttl: 1_000, markerTTL: 1_000, history: 3 });
  const watch = await kv.watch();
  await kv.put("k", "v");
  assert.deepEqual(lines(await take(watch, 2)), ["k=v", "k PURGE"]);
});

test("a purge may say when its marker goes, and it leaves none itself", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  const { kv } = await bucket(t, { markerTTL: 1_000, history: 3 });
  await kv.create("k", "v", "1h");
  await kv.delete("k");
  assert.equal((await kv.get("k")).operation, "DEL");
  await kv.purge("k", { ttl: "1s" });
  assert.equal((await kv.get("k")).operation, "PURGE");
  await eventually(() => kv.get("k"), (entry) => entry === null);
  assert.equal((await kv.status()).streamInfo.state.last_seq, 3);
});

test("a key made anew over a marker has the new time to live", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  const { kv } = await bucket(t, { markerTTL: 2_000, history: 3 });
  await kv.create("k", "v", "2s");
  await kv.delete("k");
  await kv.create("k", "w", "4s");
  const entry = await kv.get("k");
  assert.equal(entry.sm.header.get("Nats-TTL"), "4s");
  assert.equal(entry.revision, 3);
});

test("times to live that are none are refused", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "limit markers")) {
    return;
  }
  const { kv } = await bucket(t, { markerTTL: 1_000 });
  for (const ttl of ["0", "-1", "500ms", "abc"]) {
    await assert.rejects(kv.create("k", "v", ttl), (e) => e.code === 10165, ttl);
  }
  for (const [key, ttl] of [["a", "10s"], ["b", "1m30s"], ["c", "10"], ["d", "never"]]) {
    await kv.create(key, "v", ttl);
  }
  const plain = await bucket(t);
  await assert.rejects(plain.kv.create("k", "v", "10s"), (e) => e.code === 10166);
});
