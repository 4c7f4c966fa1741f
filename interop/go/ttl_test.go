// Age and its markers, and a server that goes and comes again. W125 W136
package interop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func (f fixture) needsLimitMarkers() {
	f.Helper()
	js, err := jetstream.New(f.nc)
	f.ok(err)
	ctx, cancel := bounded()
	defer cancel()
	info, err := js.AccountInfo(ctx)
	f.ok(err)
	if info.API.Level < 1 {
		f.skip(fmt.Sprintf("limit markers need API level 1, this server has %d", info.API.Level))
	}
}

func (f fixture) goes(b bucket) {
	f.Helper()
	f.eventually("an empty bucket", func() bool {
		s, err := b.status()
		f.ok(err)
		return s.values == 0
	})
}

func TestAgeOfABucket(t *testing.T) {
	both(t, func(f fixture) {
		b, _ := f.bucket(settings{ttl: time.Second})
		_, err := b.put("k", "v")
		f.ok(err)
		e, err := b.get("k")
		f.ok(err)
		f.goes(b)
		if age := time.Since(e.created); age < time.Second {
			f.Fatalf("gone after %v", age)
		}
		f.revision(2, must(f, func() (uint64, error) { return b.create("k", "w") }), nil)
	})
}

func TestTimeToLiveOfAKey(t *testing.T) {
	f := connected(t, newModern)
	f.needsLimitMarkers()
	b, n := f.bucket(settings{marker: time.Second})
	s, err := b.status()
	f.ok(err)
	if s.marker != time.Second {
		f.Fatalf("marker %v", s.marker)
	}
	w := f.watch(b, watchOptions{}, ">")
	ctx, cancel := bounded()
	defer cancel()
	kv := b.(modernBucket).kv
	_, err = kv.Create(ctx, "k", []byte("v"), jetstream.KeyTTL(time.Second))
	f.ok(err)
	f.next(w, "end", "k=v", "k PURGE")
	if _, err = kv.Get(ctx, "k"); !errors.Is(err, jetstream.ErrKeyNotFound) {
		f.Fatal(err)
	}
	stream, err := f.api.(modern).js.Stream(ctx, "KV_"+n)
	f.ok(err)
	marker, err := stream.GetLastMsgForSubject(ctx, "$KV."+n+".k")
	if err == nil {
		f.same([]string{"MaxAge", "1s"},
			[]string{marker.Header.Get(jetstream.MarkerReasonHeader), marker.Header.Get(jetstream.MsgTTLHeader)})
	} else if !errors.Is(err, jetstream.ErrMsgNotFound) { // It may be gone again on a busy machine.
		f.Fatal(err)
	}
	f.goes(b)
	f.revision(3, must(f, func() (uint64, error) { return b.create("k", "w") }), nil)
}

func TestCreateOverAMarkerOfAge(t *testing.T) {
	f := connected(t, newModern)
	f.needsLimitMarkers()
	b, _ := f.bucket(settings{marker: time.Minute})
	w := f.watch(b, watchOptions{updatesOnly: true}, ">")
	ctx, cancel := bounded()
	defer cancel()
	_, err := b.(modernBucket).kv.Create(ctx, "k", []byte("v"), jetstream.KeyTTL(time.Second))
	f.ok(err)
	f.next(w, "k=v", "k PURGE")
	f.revision(3, must(f, func() (uint64, error) { return b.create("k", "w") }), nil)
}

func TestPurgeWithATimeToLive(t *testing.T) {
	f := connected(t, newModern)
	f.needsLimitMarkers()
	b, n := f.bucket(settings{marker: time.Second})
	ctx, cancel := bounded()
	defer cancel()
	_, err := b.create("k", "v")
	f.ok(err)
	w := f.watch(b, watchOptions{updatesOnly: true}, ">")
	f.ok(b.(modernBucket).kv.Purge(ctx, "k", jetstream.PurgeTTL(time.Second)))
	f.next(w, "k PURGE")
	f.goes(b)
	stream, err := f.api.(modern).js.Stream(ctx, "KV_"+n)
	f.ok(err)
	if last := stream.CachedInfo().State.LastSeq; last != 2 {
		f.Fatalf("the marker left a marker: last sequence %d", last)
	}
}

func TestNoTimeToLiveWithoutMarkers(t *testing.T) {
	f := connected(t, newModern)
	f.needsLimitMarkers()
	b, _ := f.bucket(settings{})
	ctx, cancel := bounded()
	defer cancel()
	_, err := b.(modernBucket).kv.Create(ctx, "k", []byte("v"), jetstream.KeyTTL(time.Second))
	var refused *jetstream.APIError
	if !errors.As(err, &refused) || refused.ErrorCode != 10166 {
		f.Fatal(err)
	}
}

func TestReconnect(t *testing.T) {
	t.Run("restart legacy", func(t *testing.T) { goesOn(t, "restart", newLegacy) })
	t.Run("crash modern", func(t *testing.T) { goesOn(t, "crash", newModern) })
}

// goesOn ends the server under a watch, which then misses nothing and hears nothing twice.
func goesOn(t *testing.T, how string, open func(*nats.Conn) (api, error)) {
	t.Parallel() // Mostly the client's wait for heartbeats that fail to come.
	script := os.Getenv("INTEROP_SERVER")
	if script == "" {
		connected(t, open).skip("the server is not ours to restart")
	}
	directory := t.TempDir()
	run := func(args ...string) string {
		// Into a file: the server keeps what it inherits, and a pipe would not end.
		out, err := os.Create(filepath.Join(directory, "answer"))
		if err != nil {
			t.Fatal(err)
		}
		command := exec.Command(script, args...)
		command.Stdout, command.Stderr = out, out
		err = command.Run()
		answer, _ := os.ReadFile(out.Name())
		if err != nil {
			t.Fatalf("%v: %v: %s", args, err, answer)
		}
		return strings.TrimSpace(string(answer))
	}
	url := run("start", os.Getenv("INTEROP_KIND"), directory)
	t.Cleanup(func() { run("stop", directory) })

	f := connectedTo(t, url, open)
	b, err := f.api.create("B", settings{history: 64})
	f.ok(err)
	w := f.watch(b, watchOptions{}, ">")
	f.next(w, "end")
	for range 10 {
		_, err := b.put("k", "before")
		f.ok(err)
	}
	for revision := uint64(1); revision <= 10; revision++ {
		f.revision(revision, (<-w.updates).revision, nil)
	}
	run(how, directory)
	other := connectedTo(t, url, open)
	elsewhere, err := other.api.open("B")
	f.ok(err)
	f.revision(11, must(f, func() (uint64, error) { return elsewhere.put("other", "after") }), nil)
	f.eventually("connected again", f.nc.IsConnected)
	f.revision(12, must(f, func() (uint64, error) { return b.put("k", "after") }), nil)
	for revision := uint64(11); revision <= 12; revision++ {
		select {
		case e := <-w.updates:
			f.revision(revision, e.revision, nil)
		case <-time.After(90 * time.Second): // Two heartbeats of 5 s, then attempts with pauses.
			f.Fatalf("revision %d has not come", revision)
		}
	}
}
