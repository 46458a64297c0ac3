import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { extractMessageContext } from '../../src';

/** A message as it is sent: everything follows from its number. */
export function original(number: number): { body: string; attributes: Record<string, MessageAttributeValue> } {
  const digest = createHash('sha256').update(String(number)).digest();
  return {
    body: JSON.stringify({ number, text: `größer ${digest.toString('base64')}`.repeat(1 + (number % 5)) }),
    attributes: {
      tenant: { DataType: 'String', StringValue: `t-${number % 7}` },
      'Odd-Case': { DataType: 'String', StringValue: digest.toString('hex') },
      // No text, as a header of bytes is none.
      digest: { DataType: 'Binary', BinaryValue: Buffer.concat([Buffer.from([255]), digest]) },
    },
  };
}

export function numberIn(body: string | Buffer): number {
  return Number((JSON.parse(String(body)) as { number: unknown }).number);
}

/** Fails unless a message is what was sent, with its history beside it. */
export function assertUnaltered({ Body = '', MessageAttributes = {} }: Message): number {
  const number = numberIn(Body);
  const { body, attributes } = original(number);
  assert.equal(Body, body);
  for (const [name, { StringValue, BinaryValue }] of Object.entries(attributes)) {
    const arrived = MessageAttributes[name];
    assert.equal(arrived?.StringValue, StringValue, name);
    if (BinaryValue !== undefined) assert.deepEqual(Buffer.from(arrived?.BinaryValue ?? []), BinaryValue, name);
  }
  assert.equal(MessageAttributes['x-retry-count']?.StringValue, '3', 'each hop counts, and no attempt in vain does');
  return number;
}

/** Knows where each message was created, and that every later one who processes it knows that, too. */
export class Creations {
  readonly #spans = new Map<number, string>();

  /** To be called inside of a process span. */
  check(number: number, message: object): void {
    const spanId = trace.getSpanContext(extractMessageContext(message))?.spanId;
    assert.ok(spanId, `message ${number} has a creator`);
    assert.equal(spanId, this.#spans.get(number) ?? spanId, `message ${number} keeps its creator`);
    this.#spans.set(number, spanId);
    const { links } = trace.getActiveSpan() as unknown as ReadableSpan;
    assert.ok(
      links.some(({ context }) => context.spanId === spanId),
      `the span of message ${number} is linked to its creator`,
    );
  }
}

/** What goes wrong, and how often: the same in every run. */
export class Faults {
  readonly counts: Record<string, number> = {};
  #calls = 0;

  /** Whether it is the turn of a fault. */
  occurs(fault: string, each: number): boolean {
    this.#calls = (this.#calls * 1_103_515_245 + 12_345) % 2_147_483_648;
    if (this.#calls % each !== 0) return false;
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return true;
  }

  throwIf(fault: string, each: number): void {
    if (this.occurs(fault, each)) throw new Error(fault);
  }
}
