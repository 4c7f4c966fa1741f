package interop

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"
)

// fixture is a connection, one of the two APIs, and buckets that are gone after the test.
type fixture struct {
	*testing.T
	nc  *nats.Conn
	api api
}

// both runs a test by either API.
func both(t *testing.T, test func(f fixture)) {
	t.Run("legacy", func(t *testing.T) { test(connected(t, newLegacy)) })
	t.Run("modern", func(t *testing.T) { test(connected(t, newModern)) })
}

func connected(t *testing.T, open func(*nats.Conn) (api, error)) fixture {
	t.Helper()
	url := os.Getenv("INTEROP_URL")
	if url == "" {
		t.Fatal("INTEROP_URL is not set: run this suite by interop/run go")
	}
	return connectedTo(t, url, open)
}

func connectedTo(t *testing.T, url string, open func(*nats.Conn) (api, error)) fixture {
	t.Helper()
	nc, err := nats.Connect(url, nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	opened, err := open(nc)
	if err != nil {
		t.Fatal(err)
	}
	return fixture{t, nc, opened}
}

// name is one that nobody else uses.
func name() string { return "go_" + nuid.Next() }

func (f fixture) bucket(s settings) (bucket, string) {
	f.Helper()
	n := name()
	b, err := f.api.create(n, s)
	f.ok(err)
	f.Cleanup(func() { _ = f.api.delete(n) })
	return b, n
}

func (f fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// revision checks a write that succeeds.
func (f fixture) revision(want, got uint64, err error) {
	f.Helper()
	f.ok(err)
	if want != got {
		f.Fatalf("revision %d, expected %d", got, want)
	}
}

func (f fixture) skip(reason string) {
	f.Helper()
	if path := os.Getenv("INTEROP_SKIPS"); path != "" {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		f.ok(err)
		_, err = fmt.Fprintf(file, "go | %s | %s\n", f.Name(), reason)
		f.ok(err)
		f.ok(file.Close())
	}
	f.Skip(reason)
}

// needs skips the test where the server is older than the feature, as the client itself finds out.
func (f fixture) needs(minor int, what string) {
	f.Helper()
	if f.serverMinor() < minor {
		f.skip(fmt.Sprintf("%s need server 2.%d, this is %s", what, minor, f.nc.ConnectedServerVersion()))
	}
}

func (f fixture) serverMinor() int {
	f.Helper()
	var major, minor int
	_, err := fmt.Sscanf(f.nc.ConnectedServerVersion(), "%d.%d", &major, &minor)
	f.ok(err)
	return minor
}

// next takes as many as are expected and compares them; "end" stands for the end of the initial entries.
func (f fixture) next(w watcher, want ...string) {
	f.Helper()
	var got []string
	for range want {
		select {
		case e, open := <-w.updates:
			switch {
			case !open:
				f.Fatalf("the watch ended after %v, expected %v", got, want)
			case e == nil:
				got = append(got, "end")
			default:
				got = append(got, e.line())
			}
		case <-time.After(patience):
			f.Fatalf("%v, then nothing in %v, expected %v", got, patience, want)
		}
	}
	f.same(want, got)
}

func (f fixture) same(want, got []string) {
	f.Helper()
	if !slices.Equal(want, got) {
		f.Fatalf("got %s, expected %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

func (f fixture) watch(b bucket, options watchOptions, filters ...string) watcher {
	f.Helper()
	w, err := b.watch(filters, options)
	f.ok(err)
	f.Cleanup(func() { _ = w.stop() })
	return w
}

// eventually asks again until it fits, since the server does this in its own time.
func (f fixture) eventually(what string, fits func() bool) {
	f.Helper()
	for end := time.Now().Add(patience); !fits(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			f.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func lines(entries []entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.line())
	}
	return all
}

func sorted(keys []string) []string {
	slices.Sort(keys)
	return keys
}
