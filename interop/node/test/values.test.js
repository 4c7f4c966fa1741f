// Odd keys, empty values, large values, limits. W134
import assert from "node:assert/strict";
import test from "node:test";
import { Base64KeyCodec, NoopKvCodecs } from "@nats-io/kv";
import { bucket, collect, take } from "../support.js";

test("keys with every legal character", async (t) => {
  const { kv } = await bucket(t);
  const keys = ["a.b.c", "A-Z_0.9", "x/y/z", "k=v", "=.=", "-", "/", "_", "0", "a".repeat(500)];
  for (const key of keys) {
    await kv.put(key, key);
  }
  for (const key of keys) {
    assert.equal((await kv.get(key)).string(), key);
  }
  assert.deepEqual((await collect(await kv.keys())).sort(), keys.sort());
});

test("keys that are no keys are refused by the client", async (t) => {
  const { kv } = await bucket(t);
  for (const key of ["", ".a", "a.", "a b", "a*", "a.>", "ä"]) {
    await assert.rejects(kv.put(key, "v"), undefined, key);
  }
});

test("keys of any text, through the client's codec", async (t) => {
  const { kvm, name } = await bucket(t);
  const kv = await kvm.open(name, { codec: { key: Base64KeyCodec(), value: NoopKvCodecs().value } });
  await kv.put("Grüße an alle!", "v");
  assert.equal((await kv.get("Grüße an alle!")).string(), "v");
  const [entry] = await take(await kv.watch(), 1);
  assert.equal(entry.key, "Grüße an alle!");
});

test("an empty value is a value", async (t) => {
  const { kv } = await bucket(t, { history: 2 });
  await kv.put("k", "");
  const entry = await kv.get("k");
  assert.equal(entry.operation, "PUT");
  assert.equal(entry.length, 0);
  assert.deepEqual(await collect(await kv.keys()), ["k"]);
  const [watched] = await take(await kv.watch(), 1);
  assert.equal(watched.operation, "PUT");
});

test("a value as large as the server takes, and one byte more", async (t) => {
  const { nc, kv } = await bucket(t);
  const value = new Uint8Array(nc.info.max_payload);
  for (let i = 0; i < value.length; i++) {
    value[i] = i * 31;
  }
  await kv.put("k", value);
  assert.ok(Buffer.from((await kv.get("k")).value).equals(Buffer.from(value)));
  const [watched] = await take(await kv.watch(), 1);
  assert.ok(Buffer.from(watched.value).equals(Buffer.from(value)));
  await assert.rejects(kv.put("k", new Uint8Array(value.length + 1)), /max_payload/i);
});

test("a watcher gets many large values whole and in order", async (t) => {
  const { kv } = await bucket(t);
  for (let i = 0; i < 60; i++) {
    await kv.put(`k.${i}`, new Uint8Array(200_000).fill(i));
  }
  const entries = await take(await kv.watch(), 60, 30_000);
  entries.forEach((entry, i) => {
    assert.equal(entry.key, `k.${i}`);
    assert.equal(entry.length, 200_000);
    assert.ok(entry.value.every((byte) => byte === i));
  });
});

test("a value above the bucket's limit is refused", async (t) => {
  const { kv } = await bucket(t, { maxValueSize: 10 });
  await kv.put("k", "0123456789");
  await assert.rejects(kv.put("k", "0123456789a"), (e) => e.code === 10054);
  assert.equal((await kv.get("k")).string(), "0123456789");
});

test("a full bucket refuses what does not fit", async (t) => {
  const { kv } = await bucket(t, { max_bytes: 1_500, storage: "memory" });
  await kv.put("a", "x".repeat(1_000));
  await assert.rejects(kv.put("b", "x".repeat(1_000)), (e) => e.code === 10077);
  await kv.put("a", "y".repeat(1_000));
  assert.equal((await kv.get("a")).string()[0], "y");
  assert.equal(await kv.get("b"), null);
});
