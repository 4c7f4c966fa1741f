//! A connection, buckets that are gone after the test, and skipping by what the server can do.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::env;
use std::fmt::Debug;
use std::fs::OpenOptions;
use std::future::Future;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use async_nats::jetstream::kv::{Config, Entry, Operation, Store, Watch};
use async_nats::jetstream::stream::State;
use async_nats::jetstream::{self, Context};
use futures_util::StreamExt;

/// A call takes milliseconds, what the server does in its own time a few seconds.
pub const PATIENCE: Duration = Duration::from_secs(15);

static NAMES: AtomicUsize = AtomicUsize::new(0);

pub struct Fixture {
    pub client: async_nats::Client,
    pub js: Context,
    pub test: &'static str,
}

impl Fixture {
    pub async fn new(test: &'static str) -> Fixture {
        let url = env::var("INTEROP_URL").expect("INTEROP_URL is not set: run this suite by interop/run rust");
        Fixture::at(test, &url).await
    }

    pub async fn at(test: &'static str, url: &str) -> Fixture {
        let client = async_nats::ConnectOptions::new()
            .reconnect_delay_callback(|_| Duration::from_millis(50))
            .connect(url)
            .await
            .expect("a connection");
        let js = jetstream::new(client.clone());
        Fixture { client, js, test }
    }

    /// A new bucket under a name that nobody else uses.
    pub async fn bucket(&self, config: Config) -> Store {
        self.js.create_key_value(Config { bucket: name(), ..config }).await.expect("a bucket")
    }

    /// How the bucket's stream is now; a bucket's own status is that of its opening.
    pub async fn state(&self, kv: &Store) -> State {
        self.js.get_stream(format!("KV_{}", kv.name)).await.expect("the stream").cached_info().state.clone()
    }

    pub async fn values(&self, kv: &Store) -> u64 {
        self.state(kv).await.messages
    }

    /// Whether the server has limit markers, as the client itself finds out; notes the reason if not.
    pub async fn has_limit_markers(&self) -> bool {
        let level = self.js.query_account().await.expect("account info").requests.level;
        level >= 1 || self.skip(&format!("limit markers need API level 1, this server has {level}"))
    }

    pub fn has(&self, minor: i64, what: &str) -> bool {
        let version = self.client.server_info().version;
        self.client.is_server_compatible(2, minor, 0)
            || self.skip(&format!("{what} need server 2.{minor}, this is {version}"))
    }

    pub fn skip(&self, reason: &str) -> bool {
        if let Ok(path) = env::var("INTEROP_SKIPS") {
            let mut skips = OpenOptions::new().append(true).open(path).expect("the list of what is skipped");
            writeln!(skips, "rust | {} | {reason}", self.test).expect("a line");
        }
        false
    }
}

pub fn name() -> String {
    let nanos = SystemTime::UNIX_EPOCH.elapsed().expect("a clock").as_nanos();
    format!("rust_{nanos}_{}", NAMES.fetch_add(1, Ordering::Relaxed))
}

/// An entry in words: a=1, a DEL.
pub fn line(entry: &Entry) -> String {
    match entry.operation {
        Operation::Put => format!("{}={}", entry.key, String::from_utf8_lossy(&entry.value)),
        Operation::Delete => format!("{} DEL", entry.key),
        Operation::Purge => format!("{} PURGE", entry.key),
    }
}

/// The next entries of a watch, compared with what is expected.
pub async fn next(watch: &mut Watch, expected: &[&str]) {
    let mut heard = Vec::new();
    while heard.len() < expected.len() {
        match tokio::time::timeout(PATIENCE, watch.next()).await {
            Ok(Some(entry)) => heard.push(line(&entry.expect("an entry"))),
            other => panic!("{heard:?}, then {other:?}; expected {expected:?}"),
        }
    }
    assert_eq!(expected, heard);
}

/// Asks again until the answer fits, since the server does this in its own time.
pub async fn eventually<T: Debug, F: Future<Output = T>>(question: impl Fn() -> F, fits: impl Fn(&T) -> bool) {
    let start = Instant::now();
    loop {
        let answer = question().await;
        if fits(&answer) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "still {answer:?} after {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The err_code of the API's refusal that an error carries, at whatever depth.
pub fn code(error: &(dyn std::error::Error + 'static)) -> u64 {
    let mut at = Some(error);
    while let Some(one) = at {
        if let Some(refused) = one.downcast_ref::<jetstream::Error>() {
            return refused.error_code().0;
        }
        at = one.source();
    }
    panic!("no refusal in {error:?}");
}
