package interop

import (
	"time"

	"github.com/nats-io/nats.go"
)

type legacy struct{ js nats.JetStreamContext }

func newLegacy(nc *nats.Conn) (api, error) {
	js, err := nc.JetStream(nats.MaxWait(patience))
	return legacy{js}, err
}

func (l legacy) create(name string, s settings) (bucket, error) {
	storage := nats.FileStorage
	if s.memory {
		storage = nats.MemoryStorage
	}
	kv, err := l.js.CreateKeyValue(&nats.KeyValueConfig{
		Bucket: name, Description: s.description, History: s.history, TTL: s.ttl, MaxBytes: s.maxBytes,
		MaxValueSize: s.maxValueSize, Storage: storage, Replicas: s.replicas, Compression: s.compression,
	})
	return legacyBucket{l.js, kv}, err
}

func (l legacy) open(name string) (bucket, error) {
	kv, err := l.js.KeyValue(name)
	return legacyBucket{l.js, kv}, err
}

func (l legacy) delete(name string) error { return l.js.DeleteKeyValue(name) }

func (l legacy) names() []string {
	var names []string
	for name := range l.js.KeyValueStoreNames() {
		names = append(names, name)
	}
	return names
}

func (l legacy) statuses() []string {
	var names []string
	for status := range l.js.KeyValueStores() {
		names = append(names, status.Bucket())
	}
	return names
}

func (legacy) errors() failures {
	return failures{
		nats.ErrKeyNotFound, nats.ErrKeyExists, nats.ErrKeyRevisionMismatch, nats.ErrBucketNotFound,
		nats.ErrNoKeysFound, nats.ErrInvalidKey, nats.ErrStreamNameAlreadyInUse,
	}
}

type legacyBucket struct {
	js nats.JetStreamContext
	kv nats.KeyValue
}

func fromLegacy(e nats.KeyValueEntry) entry {
	op := map[nats.KeyValueOp]string{
		nats.KeyValuePut: "PUT", nats.KeyValueDelete: "DEL", nats.KeyValuePurge: "PURGE",
	}[e.Operation()]
	return entry{e.Key(), string(e.Value()), e.Revision(), e.Created(), e.Delta(), op}
}

func (b legacyBucket) get(key string) (entry, error) {
	e, err := b.kv.Get(key)
	if err != nil {
		return entry{}, err
	}
	return fromLegacy(e), nil
}

func (b legacyBucket) revision(key string, revision uint64) (entry, error) {
	e, err := b.kv.GetRevision(key, revision)
	if err != nil {
		return entry{}, err
	}
	return fromLegacy(e), nil
}

func (b legacyBucket) put(key, value string) (uint64, error) { return b.kv.Put(key, []byte(value)) }
func (b legacyBucket) create(key, value string) (uint64, error) {
	return b.kv.Create(key, []byte(value))
}
func (b legacyBucket) update(key, value string, last uint64) (uint64, error) {
	return b.kv.Update(key, []byte(value), last)
}
func (b legacyBucket) delete(key string, last uint64) error {
	return b.kv.Delete(key, nats.LastRevision(last))
}
func (b legacyBucket) purge(key string, last uint64) error {
	return b.kv.Purge(key, nats.LastRevision(last))
}

func (b legacyBucket) watch(filters []string, o watchOptions) (watcher, error) {
	var options []nats.WatchOpt
	if o.history {
		options = append(options, nats.IncludeHistory())
	}
	if o.updatesOnly {
		options = append(options, nats.UpdatesOnly())
	}
	if o.ignoreDeletes {
		options = append(options, nats.IgnoreDeletes())
	}
	if o.metaOnly {
		options = append(options, nats.MetaOnly())
	}
	var w nats.KeyWatcher
	var err error
	if len(filters) == 1 {
		w, err = b.kv.Watch(filters[0], options...)
	} else {
		w, err = b.kv.WatchFiltered(filters, options...)
	}
	if err != nil {
		return watcher{}, err
	}
	return pump(w.Updates(), func(e nats.KeyValueEntry) bool { return e == nil }, fromLegacy, w.Stop), nil
}

func (b legacyBucket) keys() ([]string, error) { return b.kv.Keys() }

func (b legacyBucket) listKeys() ([]string, error) {
	lister, err := b.kv.ListKeys()
	if err != nil {
		return nil, err
	}
	var keys []string
	for key := range lister.Keys() {
		keys = append(keys, key)
	}
	return keys, nil
}

func (b legacyBucket) history(key string) ([]entry, error) {
	entries, err := b.kv.History(key)
	var all []entry
	for _, e := range entries {
		all = append(all, fromLegacy(e))
	}
	return all, err
}

func (b legacyBucket) purgeDeletes(olderThan time.Duration) error {
	return b.kv.PurgeDeletes(nats.DeleteMarkersOlderThan(olderThan))
}

func (b legacyBucket) status() (status, error) {
	s, err := b.kv.Status()
	if err != nil {
		return status{}, err
	}
	info, err := b.js.StreamInfo("KV_" + s.Bucket())
	if err != nil {
		return status{}, err
	}
	c := info.Config
	return status{s.Bucket(), s.Values(), s.Bytes(), s.IsCompressed(), settings{
		c.Description, uint8(s.History()), s.TTL(), c.MaxBytes, c.MaxMsgSize, c.Storage == nats.MemoryStorage,
		c.Replicas, c.Compression == nats.S2Compression, 0, c.Metadata,
	}}, nil
}
