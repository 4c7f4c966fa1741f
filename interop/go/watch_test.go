// Keys, history and watches with every option. W110 W136
package interop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// story is a bucket in which something has happened: revisions 1 to 7.
func story(f fixture) bucket {
	f.Helper()
	b, _ := f.bucket(settings{history: 10})
	for _, kv := range []string{"k.1=a", "k.1=aa", "k.2=z", "k.1", "k.2=zz", "k.1=aaa", "k.2"} {
		key, value, put := strings.Cut(kv, "=")
		if !put {
			f.ok(b.delete(key, 0))
			continue
		}
		_, err := b.put(key, value)
		f.ok(err)
	}
	return b
}

func TestWatchBeginsWithTheNewest(t *testing.T) {
	both(t, func(f fixture) {
		b := story(f)
		w := f.watch(b, watchOptions{}, ">")
		f.next(w, "k.1=aaa", "k.2 DEL", "end")
		_, err := b.put("k.3", "new")
		f.ok(err)
		f.ok(b.purge("k.1", 0))
		f.next(w, "k.3=new", "k.1 PURGE")
	})
}

func TestWatchOfNothing(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		w := f.watch(b, watchOptions{}, ">")
		f.next(w, "end")
		_, err := b.put("k", "v")
		f.ok(err)
		f.next(w, "k=v")
	})
}

func TestWatchOptions(t *testing.T) {
	both(t, func(f fixture) {
		b := story(f)
		f.next(f.watch(b, watchOptions{history: true}, "k.1"), "k.1=a", "k.1=aa", "k.1 DEL", "k.1=aaa", "end")
		f.next(f.watch(b, watchOptions{ignoreDeletes: true}, ">"), "k.1=aaa", "end")
		f.next(f.watch(b, watchOptions{history: true, ignoreDeletes: true}, ">"),
			"k.1=a", "k.1=aa", "k.2=z", "k.2=zz", "k.1=aaa", "end")
		f.next(f.watch(b, watchOptions{metaOnly: true}, "k.*"), "k.1=", "k.2 DEL", "end")
		updates := f.watch(b, watchOptions{updatesOnly: true}, ">")
		_, err := b.put("k.1", "later")
		f.ok(err)
		f.next(updates, "k.1=later")
		if _, err := b.watch([]string{">"}, watchOptions{history: true, updatesOnly: true}); err == nil {
			f.Fatal("history and updates only contradict each other")
		}
	})
}

func TestWatchFromARevision(t *testing.T) {
	f := connected(t, newModern)
	b := story(f)
	f.next(f.watch(b, watchOptions{from: 2}, "k.1"), "k.1=aa", "k.1 DEL", "k.1=aaa", "end")
	f.next(f.watch(b, watchOptions{from: 5}, ">"), "k.2=zz", "k.1=aaa", "k.2 DEL", "end")
}

func TestWatchOfSeveralKeys(t *testing.T) {
	both(t, func(f fixture) {
		f.needs(10, "several filters")
		b := story(f)
		w := f.watch(b, watchOptions{}, "k.1", "other.>")
		f.next(w, "k.1=aaa", "end")
		for _, k := range []string{"k.2", "other", "other.a", "k.1"} {
			_, err := b.put(k, "v")
			f.ok(err)
		}
		f.next(w, "other.a=v", "k.1=v")
		f.next(f.watch(b, watchOptions{}), "k.2=v", "other=v", "other.a=v", "k.1=v", "end")
	})
}

func TestWatchOfPatterns(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		star, tail := f.watch(b, watchOptions{}, "*.b"), f.watch(b, watchOptions{}, "a.>")
		for _, k := range []string{"a", "a.b", "x.b", "a.b.c"} {
			_, err := b.put(k, "v")
			f.ok(err)
		}
		f.next(star, "end", "a.b=v", "x.b=v")
		f.next(tail, "end", "a.b=v", "a.b.c=v")
	})
}

func TestWatchDuringManyWrites(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 64})
		done := make(chan error, 1)
		go func() {
			for i := range 200 {
				if _, err := b.put(fmt.Sprintf("k.%d", i%5), "v"); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		w := f.watch(b, watchOptions{history: true}, ">")
		for revision := uint64(1); revision <= 200; {
			select {
			case e := <-w.updates:
				if e != nil {
					f.revision(revision, e.revision, nil)
					revision++
				}
			case <-time.After(patience):
				f.Fatalf("nothing after revision %d", revision-1)
			}
		}
		f.ok(<-done)
	})
}

func TestLargeBucketIsDeliveredWhole(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		value := strings.Repeat("x", 200_000)
		for i := range 60 {
			_, err := b.put(fmt.Sprintf("k.%d", i), value)
			f.ok(err)
		}
		w := f.watch(b, watchOptions{}, ">")
		for i := range 60 {
			select {
			case e := <-w.updates:
				f.revision(uint64(i+1), e.revision, nil)
				if len(e.value) != len(value) {
					f.Fatalf("%d bytes", len(e.value))
				}
			case <-time.After(patience):
				f.Fatalf("nothing after %d", i)
			}
		}
		f.next(w, "end")
	})
}

func TestStoppedWatchLeavesNoConsumer(t *testing.T) {
	both(t, func(f fixture) {
		b, n := f.bucket(settings{})
		js, err := jetstream.New(f.nc)
		f.ok(err)
		ctx, cancel := bounded()
		defer cancel()
		stream, err := js.Stream(ctx, "KV_"+n)
		f.ok(err)
		consumers := func() int {
			info, err := stream.Info(ctx)
			f.ok(err)
			return info.State.Consumers
		}
		w := f.watch(b, watchOptions{}, ">")
		f.next(w, "end")
		if consumers() != 1 {
			f.Fatalf("%d consumers", consumers())
		}
		f.ok(w.stop())
		f.eventually("no consumer", func() bool { return consumers() == 0 })
	})
}

func TestKeys(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 3})
		if _, err := b.keys(); !errors.Is(err, f.api.errors().noKeys) {
			f.Fatal(err)
		}
		for _, k := range []string{"a.x", "a.y", "b", "c", "d"} {
			for range 2 {
				_, err := b.put(k, "v")
				f.ok(err)
			}
		}
		f.ok(b.delete("c", 0))
		f.ok(b.purge("d", 0))
		for what, list := range map[string]func() ([]string, error){"keys": b.keys, "list": b.listKeys} {
			keys, err := list()
			f.ok(err)
			if !slices.Equal(sorted(keys), []string{"a.x", "a.y", "b"}) {
				f.Fatalf("%s: %v", what, keys)
			}
		}
		if m, isModern := b.(modernBucket); isModern && f.serverMinor() >= 10 {
			ctx, cancel := bounded()
			defer cancel()
			lister, err := m.kv.ListKeysFiltered(ctx, "a.*", "b")
			f.ok(err)
			var keys []string
			for key := range lister.Keys() {
				keys = append(keys, key)
			}
			f.same([]string{"a.x", "a.y", "b"}, sorted(keys))
		}
	})
}

func TestKeysWhileOthersWrite(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 5})
		for i := range 50 {
			_, err := b.put(fmt.Sprintf("k.%d", i), "v")
			f.ok(err)
		}
		stop, stopped := make(chan struct{}), make(chan error, 1)
		go func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					stopped <- nil
					return
				default:
				}
				if _, err := b.put(fmt.Sprintf("k.%d", i%10), "w"); err != nil {
					stopped <- err
					return
				}
			}
		}()
		for range 20 {
			keys, err := b.keys()
			f.ok(err)
			// One that is overwritten meanwhile may be missed by the client, which counts messages; no other may.
			distinct := len(slices.Compact(sorted(slices.Clone(keys))))
			if distinct != len(keys) || distinct < 40 || distinct > 50 {
				f.Fatalf("%d keys: %v", len(keys), keys)
			}
			for i := 10; i < 50; i++ {
				if !slices.Contains(keys, fmt.Sprintf("k.%d", i)) {
					f.Fatalf("no k.%d in %v", i, keys)
				}
			}
		}
		close(stop)
		f.ok(<-stopped)
	})
}

func TestHistory(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 3})
		for i := range 5 {
			_, err := b.put("k", fmt.Sprint(i))
			f.ok(err)
		}
		f.ok(b.delete("k", 0))
		h, err := b.history("k")
		f.ok(err)
		f.same([]string{"k=3", "k=4", "k DEL"}, lines(h))
		for i, e := range h {
			f.revision(uint64(4+i), e.revision, nil)
			if e.delta != uint64(2-i) {
				f.Fatalf("delta %d of %d", e.delta, i)
			}
		}
		if _, err = b.history("none"); !errors.Is(err, f.api.errors().keyNotFound) {
			f.Fatal(err)
		}
	})
}

func TestPurgeDeletes(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 5})
		for _, k := range []string{"a", "a", "b", "c"} {
			_, err := b.put(k, "v")
			f.ok(err)
		}
		f.ok(b.delete("a", 0))
		f.ok(b.purge("b", 0))
		f.ok(b.purgeDeletes(time.Hour))
		h, err := b.history("a")
		f.ok(err)
		f.same([]string{"a DEL"}, lines(h))
		f.ok(b.purgeDeletes(-1))
		if _, err = b.history("a"); !errors.Is(err, f.api.errors().keyNotFound) {
			f.Fatal(err)
		}
		s, err := b.status()
		f.ok(err)
		if s.values != 1 {
			f.Fatalf("%d values", s.values)
		}
		f.revision(7, must(f, func() (uint64, error) { return b.create("a", "anew") }), nil)
	})
}

func TestMessageIdsAreStoredOnce(t *testing.T) {
	f := connected(t, newLegacy)
	b, n := f.bucket(settings{})
	js := f.api.(legacy).js
	first, err := js.Publish("$KV."+n+".k", []byte("1"), nats.MsgId("id"))
	f.ok(err)
	second, err := js.Publish("$KV."+n+".k", []byte("2"), nats.MsgId("id"))
	f.ok(err)
	if first.Duplicate || !second.Duplicate || first.Sequence != second.Sequence {
		f.Fatalf("%+v, %+v", first, second)
	}
	e, err := b.get("k")
	f.ok(err)
	f.same([]string{"k=1"}, []string{e.line()})
}
