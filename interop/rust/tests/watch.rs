// Watches, age and reconnecting by the official Rust client. W125 W136
mod support;

use std::env;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::kv::{Config, Store};
use futures_util::StreamExt;
use support::{eventually, name, next, Fixture, PATIENCE};

/// Seven revisions of two keys.
async fn story(f: &Fixture) -> Store {
    let kv = f.bucket(Config { history: 10, ..Default::default() }).await;
    for (key, value) in
        [("k.1", "a"), ("k.1", "aa"), ("k.2", "z"), ("k.1", ""), ("k.2", "zz"), ("k.1", "aaa"), ("k.2", "")]
    {
        if value.is_empty() {
            kv.delete(key).await.unwrap();
        } else {
            kv.put(key, value.into()).await.unwrap();
        }
    }
    kv
}

#[tokio::test]
async fn a_watch_tells_changes() {
    let f = Fixture::new("a_watch_tells_changes").await;
    let kv = story(&f).await;
    let mut updates = kv.watch_all().await.unwrap();
    kv.put("k.3", "new".into()).await.unwrap();
    kv.purge("k.1").await.unwrap();
    next(&mut updates, &["k.3=new", "k.1 PURGE"]).await;
}

#[tokio::test]
async fn a_watch_with_history_begins_with_the_newest() {
    let f = Fixture::new("a_watch_with_history_begins_with_the_newest").await;
    let kv = story(&f).await;
    let mut watch = kv.watch_with_history(">").await.unwrap();
    next(&mut watch, &["k.1=aaa", "k.2 DEL"]).await;
    kv.put("k.1", "later".into()).await.unwrap();
    next(&mut watch, &["k.1=later"]).await;
}

#[tokio::test]
async fn a_watch_begins_at_a_revision() {
    let f = Fixture::new("a_watch_begins_at_a_revision").await;
    let kv = story(&f).await;
    next(&mut kv.watch_from_revision("k.1", 2).await.unwrap(), &["k.1=aa", "k.1 DEL", "k.1=aaa"]).await;
    next(&mut kv.watch_all_from_revision(5).await.unwrap(), &["k.2=zz", "k.1=aaa", "k.2 DEL"]).await;
}

#[tokio::test]
async fn a_watch_of_several_keys() {
    let f = Fixture::new("a_watch_of_several_keys").await;
    if !f.has(10, "several filters") {
        return;
    }
    let kv = story(&f).await;
    let mut watch = kv.watch_many(["k.1", "other.>"]).await.unwrap();
    for key in ["k.2", "other.a", "k.1"] {
        kv.put(key, "v".into()).await.unwrap();
    }
    next(&mut watch, &["other.a=v", "k.1=v"]).await;
    next(&mut kv.watch_many_with_history(["k.1", "k.2"]).await.unwrap(), &["k.2=v", "k.1=v"]).await;
}

#[tokio::test]
async fn a_large_bucket_is_delivered_whole() {
    let f = Fixture::new("a_large_bucket_is_delivered_whole").await;
    let kv = f.bucket(Config { history: 1, ..Default::default() }).await;
    for i in 0..60_u8 {
        kv.put(format!("k.{i}"), vec![i; 200_000].into()).await.unwrap();
    }
    let mut watch = kv.watch_with_history(">").await.unwrap();
    for i in 0..60_u8 {
        let entry = tokio::time::timeout(PATIENCE, watch.next()).await.unwrap().unwrap().unwrap();
        assert_eq!((u64::from(i) + 1, 200_000), (entry.revision, entry.value.len()));
        assert_eq!(59 - u64::from(i), entry.delta);
    }
}

async fn gone(f: &Fixture, kv: &Store) {
    eventually(|| f.values(kv), |values| *values == 0).await;
}

#[tokio::test]
async fn age_of_a_bucket() {
    let f = Fixture::new("age_of_a_bucket").await;
    let kv = f.bucket(Config { max_age: Duration::from_secs(1), ..Default::default() }).await;
    kv.put("k", "v".into()).await.unwrap();
    gone(&f, &kv).await;
    assert!(kv.get("k").await.unwrap().is_none());
    assert_eq!(2, kv.create("k", "w".into()).await.unwrap());
}

fn marked(seconds: u64) -> Config {
    Config { limit_markers: Some(Duration::from_secs(seconds)), ..Default::default() }
}

#[tokio::test]
async fn time_to_live_of_a_key() {
    let f = Fixture::new("time_to_live_of_a_key").await;
    if !f.has_limit_markers().await {
        return;
    }
    let kv = f.bucket(marked(1)).await;
    let mut watch = kv.watch_all().await.unwrap();
    kv.create_with_ttl("k", "v".into(), Duration::from_secs(1)).await.unwrap();
    next(&mut watch, &["k=v", "k PURGE"]).await;
    gone(&f, &kv).await;
    assert_eq!(3, kv.create("k", "w".into()).await.unwrap());
}

#[tokio::test]
async fn create_over_a_marker_of_age() {
    let f = Fixture::new("create_over_a_marker_of_age").await;
    if !f.has_limit_markers().await {
        return;
    }
    let kv = f.bucket(marked(60)).await;
    let mut watch = kv.watch_all().await.unwrap();
    kv.create_with_ttl("k", "v".into(), Duration::from_secs(1)).await.unwrap();
    next(&mut watch, &["k=v", "k PURGE"]).await;
    assert_eq!(3, kv.create("k", "w".into()).await.unwrap());
}

#[tokio::test]
async fn a_purge_says_when_its_marker_goes() {
    let f = Fixture::new("a_purge_says_when_its_marker_goes").await;
    if !f.has_limit_markers().await {
        return;
    }
    let kv = f.bucket(marked(1)).await;
    kv.put("k", "v".into()).await.unwrap();
    kv.purge_with_ttl("k", Duration::from_secs(1)).await.unwrap();
    gone(&f, &kv).await;
    assert_eq!(2, f.state(&kv).await.last_sequence);
}

/// A server of the test's own, which it may end.
struct OwnServer {
    script: String,
    directory: String,
    url: String,
}

impl OwnServer {
    fn start(script: String) -> OwnServer {
        let directory = env::temp_dir().join(name()).to_string_lossy().into_owned();
        fs::create_dir(&directory).unwrap();
        let kind = env::var("INTEROP_KIND").unwrap();
        let url = OwnServer::run(&script, &["start", &kind, &directory], &directory);
        OwnServer { script, directory, url }
    }

    // Into a file: the server keeps what it inherits, and a pipe would not end.
    fn run(script: &str, arguments: &[&str], directory: &str) -> String {
        let path = format!("{directory}/answer");
        let answer = fs::File::create(&path).unwrap();
        let status = Command::new(script).args(arguments).stdout(Stdio::from(answer)).status().unwrap();
        assert!(status.success(), "{arguments:?} ended with {status}");
        fs::read_to_string(path).unwrap().trim().to_owned()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        OwnServer::run(&self.script, &["stop", &self.directory], &self.directory);
        let _ = fs::remove_dir_all(&self.directory);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_goes_on_after_a_restart() {
    let test = "a_watch_goes_on_after_a_restart";
    let Ok(script) = env::var("INTEROP_SERVER") else {
        Fixture::new(test).await.skip("the server is not ours to restart");
        return;
    };
    let server = OwnServer::start(script);
    let f = Fixture::at(test, &server.url).await;
    let config = Config { bucket: "B".into(), history: 64, ..Default::default() };
    let kv = f.js.create_key_value(config).await.unwrap();
    let mut watch = kv.watch_all().await.unwrap();
    for _ in 0..5 {
        kv.put("k", "before".into()).await.unwrap();
    }
    next(&mut watch, &["k=before"; 5]).await;
    OwnServer::run(&server.script, &["crash", &server.directory], &server.directory);
    let other = Fixture::at(test, &server.url).await.js.get_key_value("B").await.unwrap();
    assert_eq!(6, other.put("k", "after".into()).await.unwrap());
    assert_eq!(7, other.put("other", "after".into()).await.unwrap());
    eventually(|| async { f.client.connection_state() }, |state| *state == State::Connected).await;
    assert_eq!(8, kv.put("k", "last".into()).await.unwrap());
    let mut revision = 5;
    while revision < 8 {
        // Two missed heartbeats of 5 s, then a new consumer; what broke is told as an error in between.
        let heard = tokio::time::timeout(Duration::from_secs(90), watch.next()).await.expect("in time").expect("open");
        if let Ok(entry) = heard {
            revision += 1;
            assert_eq!(revision, entry.revision);
        }
    }
}
