// Keys, history and what cleans up. W134
import assert from "node:assert/strict";
import test from "node:test";
import { jetstreamManager } from "@nats-io/jetstream";
import { able, bucket, collect, eventually, lines } from "../support.js";

test("keys are those that have a value", async (t) => {
  const { kv } = await bucket(t, { history: 3 });
  assert.deepEqual(await collect(await kv.keys()), []);
  for (const key of ["a", "b", "c", "d.e"]) {
    await kv.put(key, "1");
    await kv.put(key, "2");
  }
  await kv.delete("b");
  await kv.purge("c");
  assert.deepEqual((await collect(await kv.keys())).sort(), ["a", "d.e"]);
});

test("keys by one filter and by several", async (t) => {
  const { nc, kv } = await bucket(t);
  for (const key of ["a.x", "a.y", "b.x", "c.x.y", "d"]) {
    await kv.put(key, "v");
  }
  const keys = async (filter) => (await collect(await kv.keys(filter))).sort();
  assert.deepEqual(await keys("a.*"), ["a.x", "a.y"]);
  assert.deepEqual(await keys("*.x"), ["a.x", "b.x"]);
  assert.deepEqual(await keys("c.>"), ["c.x.y"]);
  assert.deepEqual(await keys("d"), ["d"]);
  assert.deepEqual(await keys("none.>"), []);
  if (await able(t, nc, "several filters")) {
    assert.deepEqual(await keys(["a.>", "d", "none"]), ["a.x", "a.y", "d"]);
  }
});

test("a thousand keys", async (t) => {
  const { kv } = await bucket(t);
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => kv.put(`k.${i}`, `${i}`)));
  assert.equal(new Set(await collect(await kv.keys())).size, 1_000);
});

test("keys end while others write", async (t) => {
  const { kv } = await bucket(t);
  await Promise.all(Array.from({ length: 200 }, (_, i) => kv.put(`k.${i}`, "v")));
  let writing = true;
  const writer = (async () => {
    for (let i = 0; writing; i++) {
      await kv.put(`k.${i % 200}`, `${i}`);
    }
  })();
  for (let round = 0; round < 5; round++) {
    assert.ok(new Set(await collect(await kv.keys())).size <= 200);
  }
  writing = false;
  await writer;
});

test("history of one key, of several and of all", async (t) => {
  const { nc, kv } = await bucket(t, { history: 3 });
  for (let i = 1; i <= 4; i++) {
    await kv.put("a", `${i}`);
    await kv.put("b", `${i}`);
  }
  await kv.delete("b");
  const history = async (key) => lines(await collect(await kv.history({ key })));
  assert.deepEqual(await history("a"), ["a=2", "a=3", "a=4"]);
  assert.deepEqual(await history("b"), ["b=3", "b=4", "b DEL"]);
  assert.deepEqual(await history(undefined), ["a=2", "a=3", "b=3", "a=4", "b=4", "b DEL"]);
  assert.deepEqual(await history("none"), []);
  if (await able(t, nc, "several filters")) {
    assert.deepEqual(await history(["a", "b"]), ["a=2", "a=3", "b=3", "a=4", "b=4", "b DEL"]);
  }
});

test("each entry of a history says how many are left", async (t) => {
  const { kv } = await bucket(t);
  for (const key of ["a", "b", "c", "d"]) {
    await kv.put(key, "v");
  }
  const entries = await collect(await kv.history());
  assert.deepEqual(entries.map((entry) => entry.revision), [1, 2, 3, 4]);
  assert.deepEqual(entries.map((entry) => entry.delta), [3, 2, 1, 0]);
});

test("purging deletes removes markers, except young ones", async (t) => {
  const { kv } = await bucket(t, { history: 3 });
  for (const key of ["a", "b", "c"]) {
    await kv.put(key, "v");
  }
  await kv.delete("a");
  await kv.purge("c");
  await kv.delete("b");
  // Young markers stay, though what is under them goes.
  await kv.purgeDeletes(60_000);
  assert.equal((await kv.get("a")).operation, "DEL");
  assert.deepEqual(lines(await collect(await kv.history({ key: "b" }))), ["b DEL"]);
  const { purged } = await kv.purgeDeletes(0);
  assert.equal(purged, 3);
  assert.equal(await kv.get("a"), null);
  const { state } = (await kv.status()).streamInfo;
  assert.equal(state.messages, 0);
  assert.equal(state.last_seq, 6);
  assert.equal(state.first_seq, 7);
});

test("what iterators leave behind disappears", async (t) => {
  const { nc, kv, name } = await bucket(t);
  await kv.put("k", "v");
  await collect(await kv.keys());
  const watch = await kv.watch();
  const manager = await jetstreamManager(nc);
  const consumers = async () => (await collect(manager.consumers.list(`KV_${name}`))).length;
  assert.equal(await consumers(), 2);
  watch.stop();
  // The client deletes none of them; the server does, after the threshold each one names.
  const [info] = await collect(manager.consumers.list(`KV_${name}`));
  assert.ok(info.config.inactive_threshold > 0);
  assert.equal(await manager.consumers.delete(`KV_${name}`, info.name), true);
  await eventually(consumers, (n) => n === 1);
});
