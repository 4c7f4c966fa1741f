// A server that goes and comes again. W125 W134
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { atEnd, client, eventually, skip } from "../support.js";

test("after its server went, a watch goes on without gap or double", { concurrency: true }, async (t) => {
  // Side by side, since most of it is the client's wait for heartbeats.
  await Promise.all(["restart", "crash"].map((how) => t.test(how, (t) => goesOn(t, how))));
});

async function goesOn(t, how) {
  const server = process.env.INTEROP_SERVER;
  if (!server) {
    skip(t, "the server is not ours to restart");
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "interop-node-"));
  const run = (...args) => execFileSync(server, args, { encoding: "utf8", timeout: 90_000 }).trim();
  const url = run("start", process.env.INTEROP_KIND, directory);
  atEnd(t, () => {
    run("stop", directory);
    rmSync(directory, { recursive: true, force: true });
  });
  const { kvm } = await client(t, url);
  const kv = await kvm.create("B", { history: 64 });
  const revisions = [];
  const watch = await kv.watch();
  const watching = (async () => {
    for await (const entry of watch) {
      revisions.push(entry.revision);
      if (entry.string() === "last") {
        break;
      }
    }
  })();
  for (let i = 0; i < 10; i++) {
    await kv.put(`k.${i}`, "before");
  }
  await eventually(() => revisions.length, (n) => n === 10);

  run(how, directory);
  await eventually(() => kv.put("k.0", "after").catch(() => 0), (revision) => revision > 0, 30_000);
  // By another connection, which needs no healing of its own.
  const other = await (await client(t, url)).kvm.open("B", { allow_direct: true });
  const last = await other.put("k.1", "last");
  assert.equal((await other.get("k.1")).revision, last);

  // The client notices a lost consumer by heartbeats that fail to come, two of 30 s, if not by its own reconnect.
  await eventually(() => revisions.at(-1), (revision) => revision === last, 90_000);
  await watching;
  assert.deepEqual(revisions, Array.from({ length: last }, (_, i) => i + 1));
}
