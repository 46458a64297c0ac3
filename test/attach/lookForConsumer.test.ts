import assert from 'node:assert/strict';
import { lookForConsumer } from '../../src/attach/consumerPolls';

/** What the library always asks with. */
const INPUT = {
  AttributeNames: undefined,
  MessageAttributeNames: undefined,
  MaxNumberOfMessages: 1,
  WaitTimeSeconds: 20,
  VisibilityTimeout: undefined,
};

/** The name that the method has in the library. */
const receiveMessage = (input: object): ReturnType<typeof lookForConsumer> => lookForConsumer(input);

/** What is seen of whole programs is in consumerPolls.test.ts. */
describe('a receive that may be one of sqs-consumer in a bundle', () => {
  let own: PropertyDescriptor | undefined;
  beforeEach(() => {
    own = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    Reflect.deleteProperty(Error, 'prepareStackTrace');
  });
  afterEach(() => {
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    if (own !== undefined) Object.defineProperty(Error, 'prepareStackTrace', own);
  });

  it('is known by the name of its method and by all that it asks with', async () => {
    const poll = receiveMessage(INPUT) ?? assert.fail();
    assert.equal(await poll.found, undefined);
    assert.equal(lookForConsumer(INPUT), undefined);
    for (const name of Object.keys(INPUT)) {
      const others = Object.entries(INPUT).filter(([other]) => other !== name);
      assert.equal(receiveMessage(Object.fromEntries(others)), undefined, name);
    }
  });

  it('leaves nothing behind in stack traces', () => {
    const { stackTraceLimit } = Error;
    receiveMessage(INPUT);
    assert.equal(Object.hasOwn(Error, 'prepareStackTrace'), false);
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
  });

  it('leaves what the application has defined there, be it an accessor', () => {
    const prepare = (): string => 'of the application';
    Error.prepareStackTrace = prepare;
    receiveMessage(INPUT);
    assert.equal(Reflect.get(Error, 'prepareStackTrace'), prepare);

    let value: unknown;
    const accessor = { get: () => value, set: (given: unknown) => void (value = given), configurable: true };
    Object.defineProperty(Error, 'prepareStackTrace', accessor);
    receiveMessage(INPUT);
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace'), { ...accessor, enumerable: true });
    assert.equal(value, undefined);
  });

  it('is not known where stack traces cannot be had in parts', () => {
    Object.defineProperty(Error, 'prepareStackTrace', { get: () => undefined, set: () => {}, configurable: true });
    assert.equal(receiveMessage(INPUT), undefined);
    Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: true });
    assert.equal(receiveMessage(INPUT), undefined);
  });
});
