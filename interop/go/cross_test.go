// Writes the story into a bucket, or dumps what a bucket holds, for interop/run cross. W135
package interop

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestCross(t *testing.T) {
	bucket, file := os.Getenv("INTEROP_BUCKET"), os.Getenv("INTEROP_FILE")
	switch os.Getenv("INTEROP_CROSS") {
	case "write":
		write(connected(t, newModern), bucket, file)
	case "dump":
		dump(connected(t, newModern), bucket, file)
	case "dump-legacy":
		dump(connected(t, newLegacy), bucket, file)
	default:
		t.SkipNow() // Only together with the other clients.
	}
}

func write(f fixture, name, file string) {
	b, err := f.api.create(name, settings{history: 10})
	f.ok(err)
	story, err := os.ReadFile(file)
	f.ok(err)
	last := map[string]uint64{}
	for _, line := range strings.Split(strings.TrimSuffix(string(story), "\n"), "\n") {
		fields := append(strings.Split(line, "\t"), "")
		operation, key := fields[0], fields[1]
		decoded, err := base64.StdEncoding.DecodeString(fields[2])
		f.ok(err)
		value := string(decoded)
		switch operation {
		case "put":
			last[key], err = b.put(key, value)
		case "create":
			last[key], err = b.create(key, value)
		case "update":
			last[key], err = b.update(key, value, last[key])
		case "delete":
			err = b.delete(key, 0)
		case "purge":
			err = b.purge(key, 0)
		default:
			err = fmt.Errorf("no operation '%s'", operation)
		}
		f.ok(err)
	}
}

func dump(f fixture, name, file string) {
	b, err := f.api.open(name)
	f.ok(err)
	var rows strings.Builder
	row := func(kind string, e entry) {
		fmt.Fprintf(&rows, "%s\t%d\t%s\t%s\t%d\t%d\t%s\n", kind, e.revision, e.key, e.op, e.created.UnixMilli(),
			e.created.UnixNano(), base64.StdEncoding.EncodeToString([]byte(e.value)))
	}
	w := f.watch(b, watchOptions{history: true}, ">")
	for ended := false; !ended; {
		select {
		case e := <-w.updates:
			if ended = e == nil; !ended {
				row("history", *e)
			}
		case <-time.After(patience):
			f.Fatal("the watch does not end its beginning")
		}
	}
	keys, err := b.keys()
	f.ok(err)
	for _, key := range sorted(keys) {
		e, err := b.get(key)
		f.ok(err)
		row("get", e)
	}
	f.ok(os.WriteFile(file, []byte(rows.String()), 0o600))
}
