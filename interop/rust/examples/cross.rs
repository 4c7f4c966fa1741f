// Writes the story into a bucket, or dumps what a bucket holds: cross write|dump BUCKET FILE. W135
use std::collections::HashMap;
use std::fmt::Write;
use std::{env, error, fs};

use async_nats::jetstream::kv::{Config, Entry, Operation};
use async_nats::jetstream::{self, Context};
use base64::prelude::{Engine, BASE64_STANDARD};
use futures_util::{StreamExt, TryStreamExt};

type Outcome = Result<(), Box<dyn error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [mode, bucket, file] = &arguments[..] else { return Err("cross write|dump BUCKET FILE".into()) };
    let js = jetstream::new(async_nats::connect(env::var("INTEROP_URL")?).await?);
    match mode.as_str() {
        "write" => write(&js, bucket, file).await,
        _ => dump(&js, bucket, file).await,
    }
}

async fn write(js: &Context, bucket: &str, file: &str) -> Outcome {
    let kv = js.create_key_value(Config { bucket: bucket.into(), history: 10, ..Default::default() }).await?;
    let mut last = HashMap::new();
    for line in fs::read_to_string(file)?.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (operation, key) = (fields[0], fields[1]);
        let value = BASE64_STANDARD.decode(fields.get(2).unwrap_or(&""))?.into();
        match operation {
            "put" => drop(last.insert(key.to_owned(), kv.put(key, value).await?)),
            "create" => drop(last.insert(key.to_owned(), kv.create(key, value).await?)),
            "update" => drop(last.insert(key.to_owned(), kv.update(key, value, last[key]).await?)),
            "delete" => kv.delete(key).await?,
            "purge" => kv.purge(key).await?,
            _ => return Err(format!("no operation '{operation}'").into()),
        }
    }
    Ok(())
}

fn row(kind: &str, entry: &Entry) -> String {
    let operation = match entry.operation {
        Operation::Put => "PUT",
        Operation::Delete => "DEL",
        Operation::Purge => "PURGE",
    };
    let nanos = entry.created.unix_timestamp_nanos();
    let value = BASE64_STANDARD.encode(&entry.value);
    let (revision, key) = (entry.revision, &entry.key);
    format!("{kind}\t{revision}\t{key}\t{operation}\t{}\t{nanos}\t{value}\n", nanos / 1_000_000)
}

async fn dump(js: &Context, bucket: &str, file: &str) -> Outcome {
    let kv = js.get_key_value(bucket).await?;
    let mut rows = String::new();
    let mut everything = kv.watch_all_from_revision(1).await?;
    while let Some(entry) = everything.next().await {
        let entry = entry?;
        rows.write_str(&row("history", &entry))?;
        if entry.delta == 0 {
            break;
        }
    }
    let mut keys: Vec<String> = kv.keys().await?.try_collect().await?;
    keys.sort();
    for key in keys {
        let entry = kv.entry(key).await?.ok_or("a listed key without an entry")?;
        rows.write_str(&row("get", &entry))?;
    }
    fs::write(file, rows)?;
    Ok(())
}
