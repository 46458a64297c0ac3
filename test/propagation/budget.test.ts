import assert from 'node:assert/strict';
import { allowedSize, budgetFor, budgetOf, sizeOf } from '../../src/propagation/budget';
import { SQS_SHAPE } from '../../src/propagation/messageShapes';

/** The limit of SQS until 2025. */
const FORMER = 262_144;

describe('the bytes of a message', () => {
  const size = (attribute: unknown): number =>
    sizeOf([{ MessageBody: 'ü', Subject: 's', MessageAttributes: { a: attribute } }], 'MessageBody');

  it('are those of its body, its subject, and of names, types and values of attributes', () => {
    assert.equal(size({ DataType: 'String', StringValue: 'ü' }), 3 + 1 + 6 + 2);
    assert.equal(size({ DataType: 'Binary', BinaryValue: new Uint16Array(2) }), 3 + 1 + 6 + 4);
    assert.equal(size({ DataType: 'Binary', BinaryValue: 'ü=' }), 3 + 1 + 6 + 3);
  });

  it('are none of what has another type than it should', () => {
    assert.equal(size({ DataType: 7, StringValue: 8, BinaryValue: 9 }), 3 + 1);
    assert.equal(size('text'), 3);
    for (const odd of [7, undefined, null])
      assert.equal(sizeOf([{ MessageBody: odd, Subject: odd, MessageAttributes: odd }], 'MessageBody'), 0);
  });
});

describe('the room that is left', () => {
  const shape = (maxMessageSize: number | undefined) => ({ ...SQS_SHAPE, maxMessageSize });
  const message = { MessageBody: 'x'.repeat(1000) };

  it('of a small message is that of the request, and never more than that of the message', () => {
    for (const [limit, bytes] of [
      [undefined, FORMER - 3000],
      [1_048_576, FORMER - 3000],
      [FORMER, FORMER - 3000],
      [1024, 24],
      [1000, 0],
    ] as const) {
      const ofRequest = budgetFor(1_048_576, [message], 'MessageBody');
      assert.equal(budgetOf(message, ofRequest, shape(limit)).bytes, bytes, `${limit}`);
    }
  });

  it('of a large request is what its messages have left', () => {
    for (const limit of [undefined, FORMER, 1_048_576])
      assert.equal(budgetOf(message, { bytes: 10 }, shape(limit)).bytes, 10);
    assert.equal(budgetOf(message, { bytes: 100 }, shape(1024)).bytes, 24);
  });

  it('goes to the former limit for what has not passed that, which may hold there', () => {
    assert.equal(allowedSize(FORMER, 1_048_576), FORMER);
    assert.equal(allowedSize(FORMER + 1, 1_048_576), 1_048_576);
    assert.equal(allowedSize(1, 1024), 1024);
  });
});
