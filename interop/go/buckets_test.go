// Buckets: their settings, their list, their end. W136
package interop

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestSettingsAreKept(t *testing.T) {
	both(t, func(f fixture) {
		f.needs(10, "metadata and compression")
		asked := settings{
			description: "settings", history: 5, ttl: 10 * time.Minute, maxBytes: 1_000_000, maxValueSize: 1_000,
			memory: true, replicas: 1, compression: true,
		}
		if _, isModern := f.api.(modern); isModern {
			asked.metadata = map[string]string{"team": "blue"}
		}
		b, n := f.bucket(asked)
		s, err := b.status()
		f.ok(err)
		if s.bucket != n || s.values != 0 || !s.compressed {
			f.Fatalf("%+v", s)
		}
		if s.metadata["team"] != asked.metadata["team"] {
			f.Fatalf("metadata %v", s.metadata)
		}
		s.metadata, asked.metadata = nil, nil
		if s.description != asked.description || s.history != asked.history || s.ttl != asked.ttl ||
			s.maxBytes != asked.maxBytes || s.maxValueSize != asked.maxValueSize || s.memory != asked.memory ||
			s.replicas != asked.replicas || s.compression != asked.compression {
			f.Fatalf("%+v, expected %+v", s.settings, asked)
		}
	})
}

func TestDefaults(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		s, err := b.status()
		f.ok(err)
		if s.history != 1 || s.ttl != 0 || s.memory || s.compressed || s.replicas != 1 || s.marker != 0 {
			f.Fatalf("%+v", s)
		}
	})
}

func TestCreatingAgain(t *testing.T) {
	both(t, func(f fixture) {
		b, n := f.bucket(settings{history: 3, ttl: time.Hour})
		f.revision(1, must(f, func() (uint64, error) { return b.put("k", "v") }), nil)
		again, err := f.api.create(n, settings{history: 3, ttl: time.Hour})
		f.ok(err)
		e, err := again.get("k")
		f.ok(err)
		f.same([]string{"k=v"}, []string{e.line()})
		if _, err = f.api.create(n, settings{history: 4}); !errors.Is(err, f.api.errors().bucketExists) {
			f.Fatalf("another history: %v", err)
		}
	})
}

func TestUpdateAndCreateOrUpdate(t *testing.T) {
	f := connected(t, newModern)
	js := f.api.(modern).js
	b, n := f.bucket(settings{history: 5})
	for range 5 {
		_, err := b.put("k", "v")
		f.ok(err)
	}
	ctx, cancel := bounded()
	defer cancel()
	_, err := js.UpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: n, History: 2, Description: "less"})
	f.ok(err)
	s, err := b.status()
	f.ok(err)
	if s.history != 2 || s.description != "less" || s.values != 2 {
		f.Fatalf("%+v", s)
	}
	other := name()
	_, err = js.UpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: other})
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		f.Fatalf("a bucket that is not there was updated: %v", err)
	}
	f.Cleanup(func() { _ = f.api.delete(other) })
	for _, history := range []uint8{3, 4} {
		kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: other, History: history})
		f.ok(err)
		status, err := kv.Status(ctx)
		f.ok(err)
		if status.History() != int64(history) {
			f.Fatalf("history %d, expected %d", status.History(), history)
		}
	}
}

func TestRepairOfAnOldBucket(t *testing.T) {
	// A bucket as clients before 2.7 made it: old entries go where it is full, and there are no direct reads.
	f := connected(t, newModern)
	js := f.api.(modern).js
	n := name()
	ctx, cancel := bounded()
	defer cancel()
	_, err := js.CreateStream(ctx, jetstream.StreamConfig{
		Name: "KV_" + n, Subjects: []string{"$KV." + n + ".>"}, MaxMsgsPerSubject: 1, MaxBytes: -1, MaxMsgSize: -1,
		MaxMsgs: -1, MaxConsumers: -1, AllowRollup: true, DenyDelete: true, Duplicates: 2 * time.Minute, Replicas: 1,
		Discard: jetstream.DiscardOld,
	})
	f.ok(err)
	f.Cleanup(func() { _ = f.api.delete(n) })
	old, err := js.Stream(ctx, "KV_"+n)
	f.ok(err)
	if len(old.CachedInfo().Config.Metadata) > 0 {
		f.skip("this server adds metadata of its own, which the client takes for a difference it must not repair")
	}
	b, err := f.api.create(n, settings{})
	f.ok(err)
	f.revision(1, must(f, func() (uint64, error) { return b.put("k", "v") }), nil)
	stream, err := js.Stream(ctx, "KV_"+n)
	f.ok(err)
	c := stream.CachedInfo().Config
	if c.Discard != jetstream.DiscardNew || !c.AllowDirect {
		f.Fatalf("%+v", c)
	}
}

func TestListing(t *testing.T) {
	both(t, func(f fixture) {
		_, one := f.bucket(settings{})
		_, two := f.bucket(settings{memory: true})
		for _, n := range []string{one, two} {
			if !slices.Contains(f.api.names(), n) || !slices.Contains(f.api.statuses(), n) {
				f.Fatalf("%s is in %v and %v", n, f.api.names(), f.api.statuses())
			}
		}
	})
}

func TestListingMany(t *testing.T) {
	// More than one page of statuses, 256.
	f := connected(t, newModern)
	made := map[string]bool{}
	prefix := name()
	for i := range 300 {
		n := prefix + "_" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26))
		_, err := f.api.create(n, settings{memory: true})
		f.ok(err)
		made[n] = true
		f.Cleanup(func() { _ = f.api.delete(n) })
	}
	for what, listed := range map[string][]string{"names": f.api.names(), "statuses": f.api.statuses()} {
		found := map[string]bool{}
		for _, n := range listed {
			if strings.HasPrefix(n, prefix) {
				if found[n] {
					f.Fatalf("%s twice in %s", n, what)
				}
				found[n] = true
			}
		}
		if len(found) != len(made) {
			f.Fatalf("%d of %d %s", len(found), len(made), what)
		}
	}
}

func TestDeletedBucketIsGone(t *testing.T) {
	both(t, func(f fixture) {
		b, n := f.bucket(settings{})
		_, err := b.put("k", "v")
		f.ok(err)
		f.ok(f.api.delete(n))
		if _, err = f.api.open(n); !errors.Is(err, f.api.errors().bucketNotFound) {
			f.Fatalf("opened: %v", err)
		}
		if err = f.api.delete(n); err == nil {
			f.Fatal("deleted twice")
		}
		if _, err = b.put("k", "v"); err == nil {
			f.Fatal("put into a deleted bucket")
		}
		if _, err = b.get("k"); err == nil {
			f.Fatal("got from a deleted bucket")
		}
		anew, err := f.api.create(n, settings{})
		f.ok(err)
		f.revision(1, must(f, func() (uint64, error) { return anew.put("k", "v") }), nil)
	})
}

func TestOpeningWhatIsNoBucket(t *testing.T) {
	both(t, func(f fixture) {
		if _, err := f.api.open(name()); !errors.Is(err, f.api.errors().bucketNotFound) {
			f.Fatal(err)
		}
		if _, err := f.api.create("no.bucket", settings{}); err == nil {
			f.Fatal("created")
		}
	})
}

func TestReplicasOfASingleServer(t *testing.T) {
	f := connected(t, newModern)
	_, err := f.api.create(name(), settings{replicas: 3})
	var refused *jetstream.APIError
	if !errors.As(err, &refused) || refused.ErrorCode != 10074 {
		f.Fatal(err)
	}
}

func must(f fixture, call func() (uint64, error)) uint64 {
	f.Helper()
	revision, err := call()
	f.ok(err)
	return revision
}
