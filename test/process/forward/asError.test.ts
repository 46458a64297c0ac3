import assert from 'node:assert/strict';
import { asError } from '../../../src/process/forward/publishers/asError';

describe('what a client says against a message', () => {
  it('is its error, if it is one', () => {
    const error = new RangeError('too large');
    assert.equal(asError(error), error);
  });

  for (const [said, message] of [
    ['refused', 'refused'],
    [504, '504'],
    [{ message: 'refused' }, 'refused'],
    [undefined, 'the client did not take the message'],
    [{}, 'the client did not take the message'],
  ] as const) {
    it(`is the cause of one: ${JSON.stringify(said)}`, () => {
      const error = asError(said);
      assert.ok(error instanceof Error);
      assert.equal(error.message, message);
      assert.equal(error.cause, said);
    });
  }
});
