// Writes the story into a bucket, or dumps what a bucket holds: node cross.js write|dump BUCKET FILE. W135
import { readFileSync, writeFileSync } from "node:fs";
import { Kvm, KvWatchInclude } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { take } from "./support.js";

const [mode, bucket, file] = process.argv.slice(2);
const nc = await connect({ servers: process.env.INTEROP_URL });
const kvm = new Kvm(nc);

async function write() {
  const kv = await kvm.create(bucket, { history: 10 });
  const last = new Map();
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const [operation, key, encoded] = line.split("\t");
    const value = Buffer.from(encoded ?? "", "base64");
    switch (operation) {
      case "put": last.set(key, await kv.put(key, value)); break;
      case "create": last.set(key, await kv.create(key, value)); break;
      case "update": last.set(key, await kv.update(key, value, last.get(key))); break;
      case "delete": await kv.delete(key); break;
      case "purge": await kv.purge(key); break;
      default: throw new Error(`no operation '${operation}'`);
    }
  }
}

// The client knows milliseconds, not nanoseconds.
function row(kind, entry) {
  const value = Buffer.from(entry.value).toString("base64");
  return [kind, entry.revision, entry.key, entry.operation, entry.created.getTime(), "-", value].join("\t") + "\n";
}

async function dump() {
  const kv = await kvm.open(bucket, { allow_direct: true });
  const { values } = await kv.status();
  const rows = [];
  for (const entry of await take(await kv.watch({ include: KvWatchInclude.AllHistory }), values)) {
    rows.push(row("history", entry));
  }
  const keys = [];
  for await (const key of await kv.keys()) {
    keys.push(key);
  }
  for (const key of keys.sort()) {
    rows.push(row("get", await kv.get(key)));
  }
  writeFileSync(file, rows.join(""));
}

await (mode === "write" ? write() : dump());
await nc.close();
