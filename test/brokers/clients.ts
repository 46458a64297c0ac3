export { stock } from './stock';
export { type ConfirmChannel, type ConsumeMessage, type GetMessage, connect } from 'amqplib';
export { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
