// Package interop runs both key/value APIs of the official Go client against a server: nats.KeyValue, the older one, and
// jetstream.KeyValue. A test speaks with either by the small interface of this file.
package interop

import (
	"sync"
	"time"
)

// settings of a bucket, those that both APIs know; marker only the newer one does.
type settings struct {
	description  string
	history      uint8
	ttl          time.Duration
	maxBytes     int64
	maxValueSize int32
	memory       bool
	replicas     int
	compression  bool
	marker       time.Duration
	metadata     map[string]string
}

type status struct {
	bucket     string
	values     uint64
	bytes      uint64
	compressed bool
	settings
}

type entry struct {
	key      string
	value    string
	revision uint64
	created  time.Time
	delta    uint64
	op       string // PUT, DEL or PURGE
}

// line tells an entry in words: a=1, a DEL.
func (e entry) line() string {
	if e.op == "PUT" {
		return e.key + "=" + e.value
	}
	return e.key + " " + e.op
}

type watchOptions struct {
	history, updatesOnly, ignoreDeletes, metaOnly bool
	from                                          uint64
}

// watcher delivers nil where the initial entries end.
type watcher struct {
	updates <-chan *entry
	stop    func() error
}

type bucket interface {
	get(key string) (entry, error)
	revision(key string, revision uint64) (entry, error)
	put(key, value string) (uint64, error)
	create(key, value string) (uint64, error)
	update(key, value string, last uint64) (uint64, error)
	delete(key string, last uint64) error
	purge(key string, last uint64) error
	watch(filters []string, options watchOptions) (watcher, error)
	keys() ([]string, error)
	listKeys() ([]string, error)
	history(key string) ([]entry, error)
	purgeDeletes(olderThan time.Duration) error
	status() (status, error)
}

type api interface {
	create(name string, settings settings) (bucket, error)
	open(name string) (bucket, error)
	delete(name string) error
	names() []string
	statuses() []string
	errors() failures
}

// failures are the errors an API tells; each has its own.
type failures struct {
	keyNotFound, keyExists, revisionMismatch, bucketNotFound, noKeys, invalidKey, bucketExists error
}

// pump turns a client's channel of entries into ours until it is closed or the watch is stopped; stopping again does
// nothing.
func pump[E any](from <-chan E, isNil func(E) bool, convert func(E) entry, stop func() error) watcher {
	to := make(chan *entry, 256)
	done := make(chan struct{})
	go func() {
		defer close(to)
		for {
			select {
			case e, open := <-from:
				if !open {
					return
				}
				var converted *entry
				if !isNil(e) {
					one := convert(e)
					converted = &one
				}
				select {
				case to <- converted:
				case <-done:
					return
				}
			case <-done:
				return
			}
		}
	}()
	var once sync.Once
	return watcher{to, func() (err error) {
		once.Do(func() {
			close(done)
			err = stop()
		})
		return err
	}}
}
