// Creating, opening, listing and deleting buckets. W134
import assert from "node:assert/strict";
import test from "node:test";
import { jetstreamManager } from "@nats-io/jetstream";
import { nuid } from "@nats-io/transport-node";
import { able, atEnd, bucket, client, collect } from "../support.js";

test("a bucket has the settings it was created with", async (t) => {
  const { nc } = await client(t);
  if (!await able(t, nc, "bucket metadata")) {
    return;
  }
  const { kv, name } = await bucket(t, {
    description: "settings",
    history: 5,
    ttl: 600_000,
    max_bytes: 1_000_000,
    maxValueSize: 1_000,
    storage: "memory",
    compression: true,
    replicas: 1,
    metadata: { team: "blue" },
  });

  const status = await kv.status();
  assert.equal(status.bucket, name);
  assert.equal(status.description, "settings");
  assert.equal(status.history, 5);
  assert.equal(status.ttl, 600_000);
  assert.equal(status.max_bytes, 1_000_000);
  assert.equal(status.maxValueSize, 1_000);
  assert.equal(status.storage, "memory");
  assert.equal(status.compression, true);
  assert.equal(status.replicas, 1);
  assert.equal(status.metadata.team, "blue");
  assert.equal(status.values, 0);
  assert.equal(status.streamInfo.config.max_age, 600_000_000_000);
});

test("a bucket without settings has the defaults", async (t) => {
  const { kv } = await bucket(t);
  const status = await kv.status();
  const { streamInfo } = status;
  assert.equal(status.history, 1);
  assert.equal(status.ttl, 0);
  assert.equal(status.storage, "file");
  assert.equal(status.replicas, 1);
  assert.equal(streamInfo.config.discard, "new");
  assert.equal(streamInfo.config.allow_rollup_hdrs, true);
  assert.equal(streamInfo.config.allow_direct, true);
  assert.equal(streamInfo.config.duplicate_window, 120_000_000_000);
});

test("creating a bucket again opens it", async (t) => {
  const { kvm, name, kv } = await bucket(t, { history: 3 });
  await kv.put("k", "v");
  const again = await kvm.create(name, { history: 3 });
  assert.equal((await again.get("k")).string(), "v");
});

test("status counts entries and bytes", async (t) => {
  const { kv } = await bucket(t, { history: 2 });
  await kv.put("a", "1");
  await kv.put("a", "2");
  await kv.put("a", "3");
  await kv.put("b", "x".repeat(100));
  const status = await kv.status();
  assert.equal(status.values, 3);
  assert.ok(status.size > 100, `${status.size} bytes`);
  assert.equal(status.streamInfo.state.last_seq, 4);
  assert.equal(status.streamInfo.state.num_subjects, 2);
});

test("a bucket that nobody created has no status", async (t) => {
  const { kvm } = await client(t);
  const kv = await kvm.open(`node_${nuid.next()}`);
  await assert.rejects(kv.status(), /stream not found/);
});

test("listing shows each bucket and no other stream", async (t) => {
  const { nc, kvm, name } = await bucket(t);
  const other = await bucket(t);
  const streams = (await jetstreamManager(nc)).streams;
  const plain = `plain_${nuid.next()}`;
  await streams.add({ name: plain, subjects: [plain] }).catch((e) => {
    // A server may keep buckets only; then there is nothing to confuse them with.
    assert.equal(e.code, 10052);
  });
  atEnd(t, () => streams.delete(plain).catch(() => {}));
  const names = (await collect(kvm.list())).map((status) => status.bucket);
  assert.ok(names.includes(name) && names.includes(other.name), names.join());
  assert.ok(!names.includes(plain));
});

test("a deleted bucket is gone, and may be created anew", async (t) => {
  const { kvm } = await client(t);
  const name = `node_${nuid.next()}`;
  const kv = await kvm.create(name);
  await kv.put("k", "v");
  assert.equal(await kv.destroy(), true);
  await assert.rejects(kv.status(), /stream not found/);
  await assert.rejects(kv.put("k", "v"));
  const anew = await kvm.create(name, { history: 2 });
  atEnd(t, () => anew.destroy());
  assert.equal(await anew.get("k"), null);
  assert.equal(await anew.put("k", "v"), 1);
});

test("another time to live needs no other duplicate window", async (t) => {
  const { kv } = await bucket(t, { ttl: 60_000 });
  assert.equal((await kv.status()).streamInfo.config.duplicate_window, 60_000_000_000);
});
