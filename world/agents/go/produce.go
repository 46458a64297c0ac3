package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"go.opentelemetry.io/contrib/instrumentation/github.com/aws/aws-sdk-go-v2/otelaws"
	"go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
)

func config(command Command, service string) aws.Config {
	config := aws.Config{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		BaseEndpoint: aws.String(command.Endpoints[service]),
	}
	options := []otelaws.Option{}
	if command.Setting == "X-Ray's propagator for otelaws" {
		options = append(options, otelaws.WithTextMapPropagator(xray.Propagator{}))
	}
	otelaws.AppendMiddlewares(&config.APIOptions, options...)
	return config
}

func produce(ctx context.Context, command Command) error {
	member, err := baggage.NewMember("tenant", "acme")
	if err != nil {
		return err
	}
	bag, err := baggage.New(member)
	if err != nil {
		return err
	}
	ctx, span := otel.Tracer("agent").Start(baggage.ContextWithBaggage(ctx, bag), "producer")
	defer span.End()
	carrier := propagation.MapCarrier{}
	if command.Setting == "attributes by hand" {
		otel.GetTextMapPropagator().Inject(ctx, carrier)
	}
	switch command.Route {
	case "sqs", "fifo":
		input := &sqs.SendMessageInput{
			QueueUrl: &command.QueueURL, MessageBody: aws.String("n:0"), MessageAttributes: sqsAttributes(carrier),
		}
		if command.Route == "fifo" {
			input.MessageGroupId, input.MessageDeduplicationId = aws.String("g"), aws.String("d")
		}
		_, err = sqs.NewFromConfig(config(command, "sqs")).SendMessage(ctx, input)
	case "batch":
		entry := types.SendMessageBatchRequestEntry{
			Id: aws.String("0"), MessageBody: aws.String("n:0"), MessageAttributes: sqsAttributes(carrier),
		}
		input := &sqs.SendMessageBatchInput{
			QueueUrl: &command.QueueURL, Entries: []types.SendMessageBatchRequestEntry{entry},
		}
		_, err = sqs.NewFromConfig(config(command, "sqs")).SendMessageBatch(ctx, input)
	case "sns":
		input := &sns.PublishInput{
			TopicArn: &command.TopicARN, Message: aws.String("n:0"), MessageAttributes: snsAttributes(carrier),
		}
		_, err = sns.NewFromConfig(config(command, "sns")).Publish(ctx, input)
	case "events":
		entry := eventtypes.PutEventsRequestEntry{
			Source: aws.String("shop"), DetailType: aws.String("order"), Detail: aws.String(`{"order":1}`),
		}
		input := &eventbridge.PutEventsInput{Entries: []eventtypes.PutEventsRequestEntry{entry}}
		_, err = eventbridge.NewFromConfig(config(command, "events")).PutEvents(ctx, input)
	default:
		err = fmt.Errorf("no such route: %s", command.Route)
	}
	return err
}

func sqsAttributes(carrier propagation.MapCarrier) map[string]types.MessageAttributeValue {
	attributes := map[string]types.MessageAttributeValue{}
	for name, value := range carrier {
		attributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
	}
	return attributes
}

func snsAttributes(carrier propagation.MapCarrier) map[string]snstypes.MessageAttributeValue {
	attributes := map[string]snstypes.MessageAttributeValue{}
	for name, value := range carrier {
		attributes[name] = snstypes.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
	}
	return attributes
}
