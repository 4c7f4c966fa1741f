// Put, get, create, update, delete and purge; keys and values of every kind. W136
package interop

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func TestValueIsReadAsPut(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		f.revision(1, must(f, func() (uint64, error) { return b.put("k", "one") }), nil)
		f.revision(2, must(f, func() (uint64, error) { return b.put("k", "\x00\xff\r\n") }), nil)
		e, err := b.get("k")
		f.ok(err)
		if e.key != "k" || e.value != "\x00\xff\r\n" || e.revision != 2 || e.op != "PUT" || e.delta != 0 {
			f.Fatalf("%+v", e)
		}
		if age := time.Since(e.created).Abs(); age > time.Minute {
			f.Fatalf("created %v ago", age)
		}
		if _, err = b.get("missing"); !errors.Is(err, f.api.errors().keyNotFound) {
			f.Fatal(err)
		}
	})
}

func TestRevisions(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 2})
		for _, v := range []string{"a", "b", "c"} {
			_, err := b.put("k", v)
			f.ok(err)
		}
		_, err := b.put("other", "x")
		f.ok(err)
		e, err := b.revision("k", 2)
		f.ok(err)
		f.same([]string{"k=b"}, []string{e.line()})
		for _, missing := range []uint64{1, 4, 99} {
			if _, err = b.revision("k", missing); !errors.Is(err, f.api.errors().keyNotFound) {
				f.Fatalf("revision %d: %v", missing, err)
			}
		}
	})
}

func TestCreateOnceAndOverMarkers(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 5})
		f.revision(1, must(f, func() (uint64, error) { return b.create("k", "1") }), nil)
		if _, err := b.create("k", "2"); !errors.Is(err, f.api.errors().keyExists) {
			f.Fatal(err)
		}
		f.ok(b.delete("k", 0))
		f.revision(3, must(f, func() (uint64, error) { return b.create("k", "3") }), nil)
		f.ok(b.purge("k", 0))
		f.revision(5, must(f, func() (uint64, error) { return b.create("k", "5") }), nil)
		if _, err := b.create("k", "6"); !errors.Is(err, f.api.errors().keyExists) {
			f.Fatal(err)
		}
	})
}

func TestOneOfManyCreates(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		var group sync.WaitGroup
		outcomes := make([]error, 100)
		for i := range outcomes {
			group.Go(func() { _, outcomes[i] = b.create("k", fmt.Sprint(i)) })
		}
		group.Wait()
		created := 0
		for _, err := range outcomes {
			if err == nil {
				created++
			} else if !errors.Is(err, f.api.errors().keyExists) {
				f.Fatal(err)
			}
		}
		if created != 1 {
			f.Fatalf("%d succeeded", created)
		}
	})
}

func TestConditions(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 10})
		mismatch := func(what string, err error) {
			f.Helper()
			if !errors.Is(err, f.api.errors().revisionMismatch) {
				f.Fatalf("%s: %v", what, err)
			}
		}
		f.revision(1, must(f, func() (uint64, error) { return b.put("k", "1") }), nil)
		f.revision(2, must(f, func() (uint64, error) { return b.update("k", "2", 1) }), nil)
		_, err := b.update("k", "3", 1)
		mismatch("update", err)
		_, err = b.update("never", "3", 9)
		mismatch("update of nothing", err)
		mismatch("delete", b.delete("k", 1))
		mismatch("purge", b.purge("k", 1))
		f.ok(b.delete("k", 2))
		f.revision(4, must(f, func() (uint64, error) { return b.update("k", "4", 3) }), nil)
		f.ok(b.purge("k", 4))
		f.revision(6, must(f, func() (uint64, error) { return b.update("new", "6", 0) }), nil)
	})
}

func TestDeleteAndPurge(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{history: 5})
		for _, k := range []string{"a", "a", "b"} {
			_, err := b.put(k, "v")
			f.ok(err)
		}
		f.ok(b.delete("a", 0))
		if _, err := b.get("a"); !errors.Is(err, f.api.errors().keyNotFound) {
			f.Fatal(err)
		}
		h, err := b.history("a")
		f.ok(err)
		f.same([]string{"a=v", "a=v", "a DEL"}, lines(h))
		f.ok(b.purge("a", 0))
		h, err = b.history("a")
		f.ok(err)
		f.same([]string{"a PURGE"}, lines(h))
		s, err := b.status()
		f.ok(err)
		if s.values != 2 || s.bytes == 0 {
			f.Fatalf("%+v", s)
		}
	})
}

func TestEveryLegalKey(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		keys := []string{"a.b.c", "A-Z_0.9", "x/y/z", "k=v", "=.=", "-", "/", "_", "0", strings.Repeat("k", 500)}
		for _, k := range keys {
			_, err := b.put(k, k)
			f.ok(err)
		}
		for _, k := range keys {
			e, err := b.get(k)
			f.ok(err)
			if e.key != k || e.value != k {
				f.Fatalf("%+v", e)
			}
		}
		listed, err := b.keys()
		f.ok(err)
		f.same(sorted(keys), sorted(listed))
		for _, k := range []string{"", ".a", "a.", "a..b", "a b", "a*", "ä"} {
			if _, err := b.put(k, "v"); !errors.Is(err, f.api.errors().invalidKey) {
				f.Fatalf("key %q: %v", k, err)
			}
		}
	})
}

func TestEmptyValue(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		_, err := b.put("k", "")
		f.ok(err)
		e, err := b.get("k")
		f.ok(err)
		if e.op != "PUT" || e.value != "" {
			f.Fatalf("%+v", e)
		}
		keys, err := b.keys()
		f.ok(err)
		f.same([]string{"k"}, keys)
		f.next(f.watch(b, watchOptions{}, "k"), "k=", "end")
	})
}

func TestLargestValue(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{})
		value := bytes.Repeat([]byte("0123456789abcde\xff"), int(f.nc.MaxPayload())/16)
		_, err := b.put("k", string(value))
		f.ok(err)
		e, err := b.get("k")
		f.ok(err)
		if e.value != string(value) {
			f.Fatalf("%d bytes came back of %d", len(e.value), len(value))
		}
		if _, err = b.put("k", string(value)+"x"); !errors.Is(err, nats.ErrMaxPayload) {
			f.Fatal(err)
		}
	})
}

func TestLimits(t *testing.T) {
	both(t, func(f fixture) {
		small, _ := f.bucket(settings{maxValueSize: 10})
		_, err := small.put("k", "0123456789")
		f.ok(err)
		if _, err = small.put("k", "0123456789a"); err == nil || !strings.Contains(err.Error(), "message size exceeds") {
			f.Fatal(err)
		}
		full, _ := f.bucket(settings{maxBytes: 1_500})
		_, err = full.put("a", strings.Repeat("x", 1_000))
		f.ok(err)
		if _, err = full.put("b", strings.Repeat("x", 1_000)); err == nil || !strings.Contains(err.Error(), "maximum bytes") {
			f.Fatal(err)
		}
		_, err = full.put("a", strings.Repeat("y", 1_000))
		f.ok(err)
	})
}
