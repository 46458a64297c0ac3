// An application in Go: AWS SDK v2 with otelaws. It takes commands as JSON lines and answers each with a line of JSON:
// what came out, and the spans that ended.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// Command is what an application is asked to do.
type Command struct {
	Command     string            `json:"command"`
	Route       string            `json:"route"`
	Propagators []string          `json:"propagators"`
	Setting     string            `json:"setting"`
	QueueURL    string            `json:"queueUrl"`
	TopicARN    string            `json:"topicArn"`
	Endpoints   map[string]string `json:"endpoints"`
}

// Answer is what came of it.
type Answer struct {
	Ready   bool              `json:"ready,omitempty"`
	Error   string            `json:"error,omitempty"`
	Bodies  []string          `json:"bodies,omitempty"`
	Baggage map[string]string `json:"baggage,omitempty"`
	Spans   []Span            `json:"spans"`
}

func main() {
	telemetry := startTelemetry()
	answers := json.NewEncoder(os.Stdout)
	_ = answers.Encode(Answer{Ready: true})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var command Command
		answer := Answer{}
		err := json.Unmarshal(lines.Bytes(), &command)
		if err == nil {
			telemetry.configure(command.Propagators)
			err = run(context.Background(), command, &answer)
		}
		if err != nil {
			answer.Error = err.Error()
		}
		answer.Spans = telemetry.takeSpans()
		_ = answers.Encode(answer)
	}
}

func run(ctx context.Context, command Command, answer *Answer) error {
	switch command.Command {
	case "produce":
		return produce(ctx, command)
	case "consume":
		return consume(ctx, command, answer)
	default:
		return fmt.Errorf("no such command: %s", command.Command)
	}
}
