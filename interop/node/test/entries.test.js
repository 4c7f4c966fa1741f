// Put, get, create, update, delete and purge, and the conditions on them. W134
import assert from "node:assert/strict";
import test from "node:test";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { able, bucket, client, collect, lines } from "../support.js";

const WRONG_LAST_SEQUENCE = 10071;
const refusedWith = (code) => (error) => {
  assert.equal(error.code, code, error.stack);
  return true;
};

test("a value is read as it was put", async (t) => {
  const { kv, name } = await bucket(t);
  const before = Date.now();
  assert.equal(await kv.put("k", "one"), 1);
  assert.equal(await kv.put("k", new Uint8Array([0, 255, 13, 10])), 2);
  const entry = await kv.get("k");
  assert.equal(entry.bucket, name);
  assert.equal(entry.key, "k");
  assert.deepEqual([...entry.value], [0, 255, 13, 10]);
  assert.equal(entry.length, 4);
  assert.equal(entry.revision, 2);
  assert.equal(entry.operation, "PUT");
  assert.ok(Math.abs(entry.created.getTime() - before) < 60_000, `${entry.created}`);
});

test("JSON is read as it was put", async (t) => {
  const { kv } = await bucket(t);
  await kv.put("k", JSON.stringify({ a: [1, "é"] }));
  assert.deepEqual((await kv.get("k")).json(), { a: [1, "é"] });
});

test("a key that nobody put is null, by either way of reading", async (t) => {
  const { kv, kvm, name } = await bucket(t);
  assert.equal(await kv.get("k"), null);
  const led = await kvm.open(name);
  assert.equal(await led.get("k"), null);
  const direct = await kvm.open(name, { allow_direct: true });
  assert.equal(await direct.get("k"), null);
});

test("a bucket without direct reads is read all the same", async (t) => {
  const { kv } = await bucket(t, { allow_direct: false, history: 2 });
  await kv.put("k", "1");
  await kv.put("k", "2");
  assert.equal((await kv.status()).streamInfo.config.allow_direct, false);
  assert.equal((await kv.get("k")).string(), "2");
  assert.equal((await kv.get("k", { revision: 1 })).string(), "1");
  assert.equal(await kv.get("missing"), null);
});

test("a revision is read only under its own key and while history keeps it", async (t) => {
  const { kv } = await bucket(t, { history: 3 });
  for (const value of ["a", "b", "c"]) {
    await kv.put("k", value);
  }
  await kv.put("other", "x");
  assert.equal((await kv.get("k", { revision: 2 })).string(), "b");
  assert.equal(await kv.get("k", { revision: 4 }), null);
  assert.equal(await kv.get("k", { revision: 99 }), null);
  await kv.put("k", "d");
  assert.equal(await kv.get("k", { revision: 1 }), null);
});

test("create succeeds once, and again over a deleted or purged key", async (t) => {
  const { kv } = await bucket(t, { history: 5 });
  assert.equal(await kv.create("k", "1"), 1);
  await assert.rejects(kv.create("k", "2"), refusedWith(WRONG_LAST_SEQUENCE));
  await kv.delete("k");
  assert.equal(await kv.create("k", "3"), 3);
  await kv.purge("k");
  assert.equal(await kv.create("k", "4"), 5);
  assert.equal((await kv.get("k")).string(), "4");
});

test("of many who create one key at once, one succeeds", async (t) => {
  const { name, kv } = await bucket(t);
  const clients = await Promise.all(Array.from({ length: 4 }, () => client(t)));
  const kvs = await Promise.all(clients.map(({ kvm }) => kvm.open(name, { allow_direct: true })));
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => kvs[i % 4].create("k", `${i}`)));
  assert.equal(outcomes.filter((outcome) => outcome.status === "fulfilled").length, 1);
  for (const outcome of outcomes.filter((o) => o.status === "rejected")) {
    assert.equal(outcome.reason.code, WRONG_LAST_SEQUENCE);
  }
  assert.equal((await kv.status()).streamInfo.state.last_seq, 1);
});

test("update needs the newest revision", async (t) => {
  const { kv } = await bucket(t);
  const first = await kv.put("k", "1");
  const second = await kv.update("k", "2", first);
  assert.equal(second, 2);
  await assert.rejects(kv.update("k", "3", first), refusedWith(WRONG_LAST_SEQUENCE));
  await assert.rejects(kv.put("k", "3", { previousSeq: first }), refusedWith(WRONG_LAST_SEQUENCE));
  assert.equal(await kv.put("k", "3", { previousSeq: second }), 3);
  await assert.rejects(kv.update("never", "1", 9), refusedWith(WRONG_LAST_SEQUENCE));
});

test("delete leaves a marker and the history", async (t) => {
  const { kv } = await bucket(t, { history: 5 });
  await kv.put("k", "1");
  await kv.delete("k");
  const entry = await kv.get("k");
  assert.equal(entry.operation, "DEL");
  assert.equal(entry.length, 0);
  assert.equal(entry.revision, 2);
  assert.deepEqual(lines(await collect(await kv.history({ key: "k" }))), ["k=1", "k DEL"]);
});

test("purge leaves its marker alone", async (t) => {
  const { kv } = await bucket(t, { history: 5 });
  await kv.put("k", "1");
  await kv.put("k", "2");
  await kv.put("other", "x");
  await kv.purge("k");
  assert.equal((await kv.get("k")).operation, "PURGE");
  assert.deepEqual(lines(await collect(await kv.history({ key: "k" }))), ["k PURGE"]);
  assert.equal((await kv.get("other")).string(), "x");
});

test("delete and purge take conditions", async (t) => {
  const { kv } = await bucket(t, { history: 5 });
  const first = await kv.put("k", "1");
  const second = await kv.put("k", "2");
  await assert.rejects(kv.delete("k", { previousSeq: first }), refusedWith(WRONG_LAST_SEQUENCE));
  await assert.rejects(kv.purge("k", { previousSeq: first }), refusedWith(WRONG_LAST_SEQUENCE));
  await kv.delete("k", { previousSeq: second });
  await kv.purge("k", { previousSeq: 3 });
  assert.equal((await kv.get("k")).operation, "PURGE");
});

test("delete by wildcard marks each matching key", async (t) => {
  const { kv } = await bucket(t, { history: 2 });
  for (const key of ["a", "a.a", "a.b", "a.b.c"]) {
    await kv.put(key, "v");
  }
  await kv.delete("a.*");
  assert.deepEqual((await collect(await kv.keys())).sort(), ["a", "a.b.c"]);
  assert.equal((await kv.get("a.a")).operation, "DEL");
});

test("deletion of single revisions works where the bucket allows it", async (t) => {
  // This client's buckets do not deny it, unlike those of the others.
  const { nc, kv, name } = await bucket(t, { history: 3 });
  if (!await able(t, nc, "revisions under a deleted one")) {
    return;
  }
  await kv.put("k", "1");
  await kv.put("k", "2");
  const manager = await jetstreamManager(nc);
  assert.equal(await manager.streams.deleteMessage(`KV_${name}`, 2), true);
  assert.equal((await kv.get("k")).string(), "1");
});

test("writes with conditions on the whole bucket", async (t) => {
  const { nc, kv, name } = await bucket(t);
  const js = jetstream(nc);
  await kv.put("a", "1");
  const expect = (lastSequence) => js.publish(`$KV.${name}.b`, "2", { expect: { lastSequence } });
  await assert.rejects(expect(7), refusedWith(WRONG_LAST_SEQUENCE));
  assert.equal((await expect(1)).seq, 2);
  await assert.rejects(js.publish(`$KV.${name}.b`, "2", { expect: { streamName: "KV_other" } }), refusedWith(10060));
});

test("a message id is stored once", async (t) => {
  const { nc, name, kv } = await bucket(t);
  const js = jetstream(nc);
  const first = await js.publish(`$KV.${name}.k`, "1", { msgID: "x" });
  const second = await js.publish(`$KV.${name}.k`, "2", { msgID: "x" });
  assert.equal(first.duplicate, false);
  assert.equal(second.duplicate, true);
  assert.equal(second.seq, first.seq);
  assert.equal((await kv.get("k")).string(), "1");
});
