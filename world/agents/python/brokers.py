"""Sends and receives by kafka-python and pika."""

import pika
import telemetry
from kafka import KafkaConsumer, KafkaProducer
from opentelemetry.instrumentation.pika import PikaInstrumentor


def kafka_produce(command):
    producer = KafkaProducer(bootstrap_servers=[command["address"]])
    with telemetry.Producer():
        producer.send(command["topic"], b"n:0").get(timeout=30)
    producer.close()
    return {}


def kafka_consume(command):
    consumer = KafkaConsumer(
        command["topic"],
        bootstrap_servers=[command["address"]],
        auto_offset_reset="earliest",
        group_id=command["topic"] + "-python",
        consumer_timeout_ms=30_000,
    )
    record = next(consumer)
    consumer.close()
    return {"bodies": [record.value.decode()], "headers": [name for name, _ in record.headers]}


def rabbit_produce(command):
    connection = pika.BlockingConnection(pika.URLParameters(command["url"]))
    channel = connection.channel()
    PikaInstrumentor.instrument_channel(channel)
    with telemetry.Producer():
        # Without properties the instrumentation of pika has nowhere to write to, and makes some.
        channel.basic_publish(exchange="", routing_key=command["queue"], body=b"n:0")
    connection.close()
    return {}


def rabbit_consume(command):
    connection = pika.BlockingConnection(pika.URLParameters(command["url"]))
    channel = connection.channel()
    bodies, headers = [], []

    def handle(channel, method, properties, body):
        bodies.append(body.decode())
        headers.extend(properties.headers or {})
        channel.basic_ack(method.delivery_tag)
        channel.stop_consuming()

    channel.basic_consume(command["queue"], handle)
    PikaInstrumentor.instrument_channel(channel)
    connection.call_later(30, channel.stop_consuming)
    channel.start_consuming()
    connection.close()
    return {"bodies": bodies, "headers": headers}
