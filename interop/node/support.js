// What every test here needs: a connection, buckets that are gone afterwards, and skipping by what the server can do.
import { appendFileSync } from "node:fs";
import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect, nuid } from "@nats-io/transport-node";

const url = process.env.INTEROP_URL;
const endings = new WeakMap();

/** Runs with the end of the test, the last one given first. */
export function atEnd(t, ending) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(async () => {
      for (const end of endings.get(t).reverse()) {
        await end();
      }
    });
  }
  endings.get(t).push(ending);
}

/** A connection and a bucket manager, both closed with the test. */
export async function client(t, server = url) {
  if (!server) {
    throw new Error("INTEROP_URL is not set: run this suite by interop/run node");
  }
  const nc = await connect({ servers: server, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  atEnd(t, () => nc.close());
  return { nc, kvm: new Kvm(nc) };
}

/** A new bucket under a name nobody else uses, deleted with the test. */
export async function bucket(t, options = {}) {
  const { nc, kvm } = await client(t);
  const name = `node_${nuid.next()}`;
  const kv = await kvm.create(name, options);
  atEnd(t, () => kv.destroy());
  return { nc, kvm, name, kv };
}

/** Whether the server can do it; skips the test with the reason if not. Clients decide by the same two numbers. */
export async function able(t, nc, what) {
  const versions = { "bucket metadata": 10, "several filters": 10, "revisions under a deleted one": 10 };
  if (what === "limit markers") {
    const { api } = await (await jetstreamManager(nc)).getAccountInfo();
    return (api.level ?? 0) >= 1 || skip(t, `${what} need API level 1, this server has ${api.level ?? 0}`);
  }
  const minor = Number(/^v?2\.(\d+)\./.exec(nc.info.version)?.[1] ?? -1);
  return minor >= versions[what] || skip(t, `${what} need server 2.${versions[what]}, this is ${nc.info.version}`);
}

export function skip(t, reason) {
  if (process.env.INTEROP_SKIPS) {
    appendFileSync(process.env.INTEROP_SKIPS, `node | ${t.name} | ${reason}\n`);
  }
  t.skip(reason);
  return false;
}

/** The next n of an iterator, or an error that tells what came instead. */
export async function take(iterator, n, bound = 10_000) {
  const taken = [];
  const all = (async () => {
    for await (const element of iterator) {
      taken.push(element);
      if (taken.length === n) {
        break;
      }
    }
  })();
  await within(all, bound, () => `${n} expected, came: ${taken.map(line).join(", ")}`);
  return taken;
}

/** Everything of an iterator that ends by itself. */
export async function collect(iterator) {
  const all = [];
  for await (const element of iterator) {
    all.push(element);
  }
  return all;
}

export async function within(promise, bound, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${bound} ms: ${what()}`)), bound);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again until the answer fits, since the server does this in its own time. */
export async function eventually(ask, fits, bound = 10_000) {
  const end = Date.now() + bound;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`still ${JSON.stringify(answer)} after ${bound} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An entry in one line: a=1, a DEL. */
export function line(entry) {
  return typeof entry === "string"
    ? entry
    : entry.operation === "PUT" ? `${entry.key}=${entry.string()}` : `${entry.key} ${entry.operation}`;
}

export function lines(entries) {
  return entries.map(line);
}
