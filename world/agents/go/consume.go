package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Go has no instrumentation of consumers. An application that wants to be connected reads by hand, as here: the message
// attributes with its propagator, else AWSTraceHeader.
func consume(ctx context.Context, command Command, answer *Answer) error {
	client := sqs.NewFromConfig(config(command, "sqs"))
	received, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &command.QueueURL,
		MaxNumberOfMessages:         10,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return err
	}
	for _, message := range received.Messages {
		producer := producerOf(ctx, message)
		work, span := otel.Tracer("agent").Start(producer, "process", trace.WithSpanKind(trace.SpanKindConsumer))
		answer.Bodies = append(answer.Bodies, *message.Body)
		answer.Baggage = map[string]string{}
		for _, member := range baggage.FromContext(work).Members() {
			answer.Baggage[member.Key()] = member.Value()
		}
		input := &sqs.DeleteMessageInput{QueueUrl: &command.QueueURL, ReceiptHandle: message.ReceiptHandle}
		_, err = client.DeleteMessage(work, input)
		span.End()
		if err != nil {
			return err
		}
	}
	return nil
}

func producerOf(ctx context.Context, message types.Message) context.Context {
	carrier := propagation.MapCarrier{}
	for name, attribute := range message.MessageAttributes {
		if attribute.StringValue != nil {
			carrier[name] = *attribute.StringValue
		}
	}
	found := otel.GetTextMapPropagator().Extract(ctx, carrier)
	if trace.SpanContextFromContext(found).IsValid() {
		return found
	}
	header := propagation.MapCarrier{"X-Amzn-Trace-Id": message.Attributes["AWSTraceHeader"]}
	return xray.Propagator{}.Extract(found, header)
}
