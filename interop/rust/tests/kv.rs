// Buckets, entries, conditions and limits by the official Rust client. W54 W136
mod support;

use std::time::Duration;

use async_nats::jetstream::kv::{Config, CreateErrorKind, Operation, UpdateErrorKind};
use async_nats::jetstream::stream::StorageType;
use futures_util::{StreamExt, TryStreamExt};
use support::{code, line, Fixture};

fn history(history: i64) -> Config {
    Config { history, ..Default::default() }
}

#[tokio::test]
async fn settings_are_kept() {
    let f = Fixture::new("settings_are_kept").await;
    if !f.has(10, "compression") {
        return;
    }
    let kv = f
        .bucket(Config {
            description: "settings".into(),
            history: 5,
            max_age: Duration::from_secs(600),
            max_bytes: 1_000_000,
            max_value_size: 1_000,
            storage: StorageType::Memory,
            num_replicas: 1,
            compression: true,
            ..Default::default()
        })
        .await;
    let status = kv.status().await.unwrap();
    assert_eq!(5, status.history());
    assert_eq!(Duration::from_secs(600), status.max_age());
    assert_eq!(0, status.values());
    let config = &status.info.config;
    assert_eq!(Some("settings"), config.description.as_deref());
    assert_eq!((1_000_000, 1_000), (config.max_bytes, config.max_message_size));
    assert_eq!(StorageType::Memory, config.storage);
    assert!(config.compression.is_some() && config.allow_direct && config.deny_delete);
}

#[tokio::test]
async fn the_same_bucket_is_accepted_again() {
    let f = Fixture::new("the_same_bucket_is_accepted_again").await;
    let kv = f.bucket(history(3)).await;
    kv.put("k", "v".into()).await.unwrap();
    let again = f.js.create_key_value(Config { bucket: kv.name.clone(), ..history(3) }).await.unwrap();
    assert_eq!("v", again.get("k").await.unwrap().unwrap());
    assert_eq!(1, f.values(&again).await);
    f.js.create_key_value(Config { bucket: kv.name.clone(), ..history(4) }).await.unwrap_err();
}

#[tokio::test]
async fn a_bucket_is_changed_opened_listed_and_deleted() {
    let f = Fixture::new("a_bucket_is_changed_opened_listed_and_deleted").await;
    let kv = f.bucket(history(5)).await;
    for i in 0..5 {
        kv.put("k", i.to_string().into()).await.unwrap();
    }
    f.js.update_key_value(Config { bucket: kv.name.clone(), ..history(2) }).await.unwrap();
    let opened = f.js.get_key_value(&kv.name).await.unwrap();
    assert_eq!((2, 2), (opened.status().await.unwrap().history(), f.values(&opened).await));
    let names: Vec<String> = f.js.stream_names().try_collect().await.unwrap();
    assert!(names.contains(&format!("KV_{}", kv.name)));
    f.js.delete_key_value(&kv.name).await.unwrap();
    f.js.get_key_value(&kv.name).await.unwrap_err();
    assert!(f.js.delete_key_value(&kv.name).await.is_err());
    kv.put("k", "v".into()).await.unwrap_err();
    let changed = Config { bucket: kv.name.clone(), ..history(4) };
    f.js.update_key_value(changed.clone()).await.unwrap_err();
    f.js.create_or_update_key_value(changed).await.unwrap();
}

#[tokio::test]
async fn values_are_read_as_put() {
    let f = Fixture::new("values_are_read_as_put").await;
    let kv = f.bucket(history(2)).await;
    assert_eq!(1, kv.put("k", "one".into()).await.unwrap());
    assert_eq!(2, kv.put("k", vec![0, 255, 13, 10].into()).await.unwrap());
    let entry = kv.entry("k").await.unwrap().unwrap();
    assert_eq!((&b"\x00\xff\r\n"[..], 2, Operation::Put), (&entry.value[..], entry.revision, entry.operation));
    assert_eq!("one", kv.entry_for_revision("k", 1).await.unwrap().unwrap().value);
    kv.put("other", "x".into()).await.unwrap();
    assert!(kv.entry_for_revision("k", 3).await.unwrap().is_none());
    assert!(kv.entry_for_revision("k", 99).await.unwrap().is_none());
    assert!(kv.get("missing").await.unwrap().is_none());
}

#[tokio::test]
async fn create_succeeds_once_and_over_markers() {
    let f = Fixture::new("create_succeeds_once_and_over_markers").await;
    let kv = f.bucket(history(5)).await;
    assert_eq!(1, kv.create("k", "1".into()).await.unwrap());
    assert_eq!(CreateErrorKind::AlreadyExists, kv.create("k", "2".into()).await.unwrap_err().kind());
    kv.delete("k").await.unwrap();
    assert_eq!(3, kv.create("k", "3".into()).await.unwrap());
    kv.purge("k").await.unwrap();
    assert_eq!(5, kv.create("k", "5".into()).await.unwrap());
}

#[tokio::test]
async fn of_many_creates_one_succeeds() {
    let f = Fixture::new("of_many_creates_one_succeeds").await;
    let kv = f.bucket(history(1)).await;
    let creates = (0..100).map(|i| kv.create("k", i.to_string().into()));
    let outcomes = futures_util::future::join_all(creates).await;
    assert_eq!(1, outcomes.iter().filter(|outcome| outcome.is_ok()).count());
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!(CreateErrorKind::AlreadyExists, refused.kind());
    }
}

#[tokio::test]
async fn conditions_hold() {
    let f = Fixture::new("conditions_hold").await;
    let kv = f.bucket(history(5)).await;
    kv.put("k", "1".into()).await.unwrap();
    assert_eq!(2, kv.update("k", "2".into(), 1).await.unwrap());
    for (key, last) in [("k", 1), ("k", 0), ("never", 9)] {
        let refused = kv.update(key, "3".into(), last).await.unwrap_err();
        assert_eq!(UpdateErrorKind::WrongLastRevision, refused.kind());
    }
    kv.delete_expect_revision("k", Some(1)).await.unwrap_err();
    kv.purge_expect_revision("k", Some(1)).await.unwrap_err();
    kv.delete_expect_revision("k", Some(2)).await.unwrap();
    assert_eq!(4, kv.update("k", "4".into(), 3).await.unwrap());
    kv.purge_expect_revision("k", Some(4)).await.unwrap();
    assert_eq!(Operation::Purge, kv.entry("k").await.unwrap().unwrap().operation);
}

#[tokio::test]
async fn delete_and_purge_leave_markers() {
    let f = Fixture::new("delete_and_purge_leave_markers").await;
    let kv = f.bucket(history(5)).await;
    for key in ["a", "a", "b"] {
        kv.put(key, "v".into()).await.unwrap();
    }
    kv.delete("a").await.unwrap();
    assert!(kv.get("a").await.unwrap().is_none());
    assert_eq!(Operation::Delete, kv.entry("a").await.unwrap().unwrap().operation);
    let entries: Vec<_> = kv.history("a").await.unwrap().try_collect().await.unwrap();
    assert_eq!(["a=v", "a=v", "a DEL"][..], entries.iter().map(line).collect::<Vec<_>>());
    kv.purge("a").await.unwrap();
    let entries: Vec<_> = kv.history("a").await.unwrap().try_collect().await.unwrap();
    assert_eq!(["a PURGE"][..], entries.iter().map(line).collect::<Vec<_>>());
    assert_eq!(2, f.values(&kv).await);
}

#[tokio::test]
async fn keys_of_every_kind() {
    let f = Fixture::new("keys_of_every_kind").await;
    let kv = f.bucket(history(1)).await;
    assert_eq!(0, kv.keys().await.unwrap().count().await);
    let long = "k".repeat(500);
    let mut keys = vec!["a.b.c", "A-Z_0.9", "x/y/z", "k=v", "=.=", "-", "/", "_", "0", &long];
    for key in &keys {
        kv.put(key, key.to_string().into()).await.unwrap();
    }
    for key in &keys {
        assert_eq!(*key, kv.get(*key).await.unwrap().unwrap());
    }
    let mut listed: Vec<String> = kv.keys().await.unwrap().try_collect().await.unwrap();
    listed.sort();
    keys.sort_unstable();
    assert_eq!(keys, listed);
    for key in ["", ".a", "a.", "a b", "a*"] {
        kv.put(key, "v".into()).await.unwrap_err();
    }
}

#[tokio::test]
async fn an_empty_value_is_a_value() {
    let f = Fixture::new("an_empty_value_is_a_value").await;
    let kv = f.bucket(history(1)).await;
    kv.put("k", "".into()).await.unwrap();
    assert_eq!("", kv.get("k").await.unwrap().unwrap());
    let keys: Vec<String> = kv.keys().await.unwrap().try_collect().await.unwrap();
    assert_eq!(["k"][..], keys);
}

#[tokio::test]
async fn the_largest_value() {
    let f = Fixture::new("the_largest_value").await;
    let kv = f.bucket(history(1)).await;
    let value: Vec<u8> = (0..f.client.server_info().max_payload).map(|i| (i * 31) as u8).collect();
    kv.put("k", value.clone().into()).await.unwrap();
    assert_eq!(value, kv.get("k").await.unwrap().unwrap());
}

#[tokio::test]
async fn limits_hold() {
    let f = Fixture::new("limits_hold").await;
    let small = f.bucket(Config { max_value_size: 10, ..Default::default() }).await;
    small.put("k", "0123456789".into()).await.unwrap();
    assert_eq!(10054, code(&small.put("k", "0123456789a".into()).await.unwrap_err()));
    let full = f.bucket(Config { max_bytes: 1_500, ..Default::default() }).await;
    full.put("a", "x".repeat(1_000).into()).await.unwrap();
    assert_eq!(10077, code(&full.put("b", "x".repeat(1_000).into()).await.unwrap_err()));
    full.put("a", "y".repeat(1_000).into()).await.unwrap();
}
