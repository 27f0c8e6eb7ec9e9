// Reads one call per line from standard input and lets analytics-go make it; prints what it gave up at the end.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/segmentio/analytics-go/v3"
)

type call struct {
	N           int
	Type        string
	UserId      string
	AnonymousId string
	GroupId     string
	PreviousId  string
	Event       string
	Name        string
	Category    string
	Properties  map[string]interface{}
	Traits      map[string]interface{}
	Timestamp   time.Time
}

// Close drops what is being tried again, so the end waits for the outcome of every message first.
type outcomes struct {
	open   sync.WaitGroup
	lock   sync.Mutex
	failed []string
}

func (o *outcomes) Success(analytics.Message) { o.open.Done() }

func (o *outcomes) Failure(_ analytics.Message, err error) {
	o.lock.Lock()
	o.failed = append(o.failed, err.Error())
	o.lock.Unlock()
	o.open.Done()
}

func main() {
	seen := &outcomes{failed: []string{}}
	client, err := analytics.NewWithConfig(os.Getenv("WRITE_KEY"), analytics.Config{
		Endpoint:  os.Getenv("HOST"),
		Interval:  100 * time.Millisecond,
		BatchSize: 5,
		Callback:  seen,
	})
	check(err)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var told call
		check(json.Unmarshal(lines.Bytes(), &told))
		seen.open.Add(1)
		check(client.Enqueue(message(told)))
	}
	seen.open.Wait()
	check(client.Close())
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{"failed": seen.failed}))
}

func message(told call) analytics.Message {
	context := &analytics.Context{Extra: map[string]interface{}{"told": told.N}}
	properties := analytics.Properties(object(told.Properties))
	traits := analytics.Traits(object(told.Traits))
	switch told.Type {
	case "identify":
		return analytics.Identify{UserId: told.UserId, AnonymousId: told.AnonymousId, Traits: traits, Timestamp: told.Timestamp, Context: context}
	case "group":
		return analytics.Group{UserId: told.UserId, AnonymousId: told.AnonymousId, GroupId: told.GroupId, Traits: traits, Timestamp: told.Timestamp, Context: context}
	case "alias":
		return analytics.Alias{UserId: told.UserId, PreviousId: told.PreviousId, Timestamp: told.Timestamp, Context: context}
	case "page":
		return analytics.Page{UserId: told.UserId, AnonymousId: told.AnonymousId, Name: told.Name, Properties: properties, Timestamp: told.Timestamp, Context: context}
	case "screen":
		return analytics.Screen{UserId: told.UserId, AnonymousId: told.AnonymousId, Name: told.Name, Properties: properties, Timestamp: told.Timestamp, Context: context}
	default:
		return analytics.Track{UserId: told.UserId, AnonymousId: told.AnonymousId, Event: told.Event, Properties: properties, Timestamp: told.Timestamp, Context: context}
	}
}

func object(value map[string]interface{}) map[string]interface{} {
	if value == nil {
		return nil
	}
	return revive(value).(map[string]interface{})
}

// A native date is written {"$date": "…"}.
func revive(value interface{}) interface{} {
	switch given := value.(type) {
	case map[string]interface{}:
		if text, ok := given["$date"].(string); ok {
			moment, err := time.Parse(time.RFC3339Nano, text)
			check(err)
			return moment
		}
		for key := range given {
			given[key] = revive(given[key])
		}
	case []interface{}:
		for i := range given {
			given[i] = revive(given[i])
		}
	}
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
