package interop

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// patience is how long one call may take before the server counts as hung.
const patience = 15 * time.Second

type modern struct{ js jetstream.JetStream }

func newModern(nc *nats.Conn) (api, error) {
	js, err := jetstream.New(nc)
	return modern{js}, err
}

func bounded() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

func (m modern) create(name string, s settings) (bucket, error) {
	ctx, cancel := bounded()
	defer cancel()
	storage := jetstream.FileStorage
	if s.memory {
		storage = jetstream.MemoryStorage
	}
	kv, err := m.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: name, Description: s.description, History: s.history, TTL: s.ttl, MaxBytes: s.maxBytes,
		MaxValueSize: s.maxValueSize, Storage: storage, Replicas: s.replicas, Compression: s.compression,
		LimitMarkerTTL: s.marker, Metadata: s.metadata,
	})
	return modernBucket{kv}, err
}

func (m modern) open(name string) (bucket, error) {
	ctx, cancel := bounded()
	defer cancel()
	kv, err := m.js.KeyValue(ctx, name)
	return modernBucket{kv}, err
}

func (m modern) delete(name string) error {
	ctx, cancel := bounded()
	defer cancel()
	return m.js.DeleteKeyValue(ctx, name)
}

func (m modern) names() []string {
	ctx, cancel := bounded()
	defer cancel()
	var names []string
	for name := range m.js.KeyValueStoreNames(ctx).Name() {
		names = append(names, name)
	}
	return names
}

func (m modern) statuses() []string {
	ctx, cancel := bounded()
	defer cancel()
	var names []string
	for status := range m.js.KeyValueStores(ctx).Status() {
		names = append(names, status.Bucket())
	}
	return names
}

func (modern) errors() failures {
	return failures{
		jetstream.ErrKeyNotFound, jetstream.ErrKeyExists, jetstream.ErrKeyRevisionMismatch, jetstream.ErrBucketNotFound,
		jetstream.ErrNoKeysFound, jetstream.ErrInvalidKey, jetstream.ErrBucketExists,
	}
}

type modernBucket struct{ kv jetstream.KeyValue }

func fromModern(e jetstream.KeyValueEntry) entry {
	op := map[jetstream.KeyValueOp]string{
		jetstream.KeyValuePut: "PUT", jetstream.KeyValueDelete: "DEL", jetstream.KeyValuePurge: "PURGE",
	}[e.Operation()]
	return entry{e.Key(), string(e.Value()), e.Revision(), e.Created(), e.Delta(), op}
}

func (b modernBucket) get(key string) (entry, error) {
	ctx, cancel := bounded()
	defer cancel()
	e, err := b.kv.Get(ctx, key)
	if err != nil {
		return entry{}, err
	}
	return fromModern(e), nil
}

func (b modernBucket) revision(key string, revision uint64) (entry, error) {
	ctx, cancel := bounded()
	defer cancel()
	e, err := b.kv.GetRevision(ctx, key, revision)
	if err != nil {
		return entry{}, err
	}
	return fromModern(e), nil
}

func (b modernBucket) put(key, value string) (uint64, error) {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Put(ctx, key, []byte(value))
}

func (b modernBucket) create(key, value string) (uint64, error) {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Create(ctx, key, []byte(value))
}

func (b modernBucket) update(key, value string, last uint64) (uint64, error) {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Update(ctx, key, []byte(value), last)
}

func (b modernBucket) delete(key string, last uint64) error {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Delete(ctx, key, jetstream.LastRevision(last))
}

func (b modernBucket) purge(key string, last uint64) error {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Purge(ctx, key, jetstream.LastRevision(last))
}

func (b modernBucket) watch(filters []string, o watchOptions) (watcher, error) {
	var options []jetstream.WatchOpt
	if o.history {
		options = append(options, jetstream.IncludeHistory())
	}
	if o.updatesOnly {
		options = append(options, jetstream.UpdatesOnly())
	}
	if o.ignoreDeletes {
		options = append(options, jetstream.IgnoreDeletes())
	}
	if o.metaOnly {
		options = append(options, jetstream.MetaOnly())
	}
	if o.from > 0 {
		options = append(options, jetstream.ResumeFromRevision(o.from))
	}
	// The context is the watch's, which lasts until it is stopped.
	var w jetstream.KeyWatcher
	var err error
	if len(filters) == 1 {
		w, err = b.kv.Watch(context.Background(), filters[0], options...)
	} else {
		w, err = b.kv.WatchFiltered(context.Background(), filters, options...)
	}
	if err != nil {
		return watcher{}, err
	}
	return pump(w.Updates(), func(e jetstream.KeyValueEntry) bool { return e == nil }, fromModern, w.Stop), nil
}

func (b modernBucket) keys() ([]string, error) {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.Keys(ctx)
}

func (b modernBucket) listKeys() ([]string, error) {
	ctx, cancel := bounded()
	defer cancel()
	lister, err := b.kv.ListKeys(ctx)
	if err != nil {
		return nil, err
	}
	var keys []string
	for key := range lister.Keys() {
		keys = append(keys, key)
	}
	return keys, nil
}

func (b modernBucket) history(key string) ([]entry, error) {
	ctx, cancel := bounded()
	defer cancel()
	entries, err := b.kv.History(ctx, key)
	var all []entry
	for _, e := range entries {
		all = append(all, fromModern(e))
	}
	return all, err
}

func (b modernBucket) purgeDeletes(olderThan time.Duration) error {
	ctx, cancel := bounded()
	defer cancel()
	return b.kv.PurgeDeletes(ctx, jetstream.DeleteMarkersOlderThan(olderThan))
}

func (b modernBucket) status() (status, error) {
	ctx, cancel := bounded()
	defer cancel()
	s, err := b.kv.Status(ctx)
	if err != nil {
		return status{}, err
	}
	c := s.Config()
	return status{s.Bucket(), s.Values(), s.Bytes(), s.IsCompressed(), settings{
		c.Description, uint8(s.History()), s.TTL(), c.MaxBytes, c.MaxValueSize, c.Storage == jetstream.MemoryStorage,
		c.Replicas, c.Compression, s.LimitMarkerTTL(), s.Metadata(),
	}}, nil
}
