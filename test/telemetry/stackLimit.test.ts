import assert from 'node:assert/strict';
import { makeRoom, returnRoom } from '../../src/telemetry/stackRoom';

describe('the number of frames that V8 keeps', () => {
  let before: PropertyDescriptor;
  beforeEach(() => {
    before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') ?? assert.fail();
  });
  afterEach(() => void Object.defineProperty(Error, 'stackTraceLimit', before));
  const become = (descriptor: PropertyDescriptor) =>
    Object.defineProperty(Error, 'stackTraceLimit', { configurable: true, ...descriptor });

  it('is raised for a while where it is one that an application has as it is', () => {
    for (const limit of [10, 50]) {
      become({ value: limit, writable: true });
      const made = makeRoom();
      assert.deepEqual([made, Error.stackTraceLimit > limit], [limit, true]);
      returnRoom(made);
      assert.equal(Error.stackTraceLimit, limit);
    }
  });

  it('stays what it is where there is room, or where few are wanted', () => {
    for (const limit of [0, 9, 51, Infinity, NaN]) {
      become({ value: limit, writable: true });
      assert.deepEqual([makeRoom(), Error.stackTraceLimit], [undefined, limit]);
    }
  });

  it('stays what somebody else has made it meanwhile', () => {
    become({ value: 10, writable: true });
    const made = makeRoom();
    Error.stackTraceLimit = 30;
    returnRoom(made);
    assert.equal(Error.stackTraceLimit, 30);
  });

  it('stays what it is where it cannot be read or set', () => {
    become({ value: 10, writable: false });
    assert.deepEqual([makeRoom(), Error.stackTraceLimit], [undefined, 10]);
    become({ get: () => assert.fail('not to be read') });
    assert.equal(makeRoom(), undefined);
    assert.doesNotThrow(() => returnRoom(10));
  });
});
