import assert from 'node:assert/strict';
import { lambda } from '../../src/services/lambda';
import { Described } from './describe';

const { operations } = lambda;
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:resize';
/** Whose text would be the name of a function. */
const ODD = [undefined, null, 7, [ARN], { toString: () => ARN }];

describe('the name of a function', () => {
  const invoked = (FunctionName: unknown) =>
    new Described(lambda, 'Invoke').request({ FunctionName })['faas.invoked_name'];
  const region = (FunctionName: unknown) => operations['Invoke']?.region?.({ FunctionName });

  for (const [name, expected, where] of [
    ['resize', 'resize', undefined],
    ['resize:live', 'resize', undefined],
    ['resize:$LATEST', 'resize', undefined],
    ['123456789012:function:resize', 'resize', undefined],
    [ARN, 'resize', 'eu-west-1'],
    [`${ARN}:live`, 'resize', 'eu-west-1'],
    ['no name of a function', undefined, undefined],
  ] as const) {
    it(`${name}: ${expected} in ${where}`, () => assert.deepEqual([invoked(name), region(name)], [expected, where]));
  }

  it('is a text', () => {
    for (const odd of ODD) {
      assert.deepEqual([invoked(odd), region(odd)], [undefined, undefined]);
      assert.equal(operations['Invoke']?.destination?.({ FunctionName: odd }), undefined);
    }
    assert.equal(operations['Invoke']?.destination?.({ FunctionName: ARN }), ARN);
  });
});

describe('a function that fails', () => {
  const failure = (answer: object) => operations['Invoke']?.failure?.(answer)?.type;
  const payload = (error: unknown) => Buffer.from(JSON.stringify(error));

  it('is told by the type of its error, and as unhandled where that is none', () => {
    assert.equal(failure({ FunctionError: 'Unhandled', Payload: payload({ errorType: 'TypeError' }) }), 'TypeError');
    for (const errorType of [7, null, ['TypeError'], 'two words', undefined]) {
      assert.equal(failure({ FunctionError: 'Unhandled', Payload: payload({ errorType }) }), 'Unhandled');
    }
    for (const Payload of [undefined, 'text', payload(null), Buffer.from('no JSON')]) {
      assert.equal(failure({ FunctionError: 'Unhandled', Payload }), 'Unhandled');
    }
  });

  it('is none where the answer names no error', () => {
    for (const FunctionError of [undefined, '']) {
      assert.equal(failure({ FunctionError, Payload: payload({ errorType: 'TypeError' }) }), undefined);
    }
  });

  it('is told by the last event of its stream', () => {
    const streamed = (event: unknown) => operations['InvokeWithResponseStream']?.eventFailure?.(event);
    const told = (ErrorCode: unknown) => streamed({ InvokeComplete: { ErrorCode } });
    assert.deepEqual(told('Function.Unhandled'), { type: 'Function.Unhandled', message: 'function error' });
    assert.deepEqual(told('two words'), { type: 'Unhandled', message: 'function error' });
    for (const none of ['', undefined, 7]) assert.equal(told(none), undefined);
    for (const none of [{ PayloadChunk: {} }, { InvokeComplete: null }, {}, null]) {
      assert.equal(streamed(none), undefined);
    }
  });
});

describe('the mapping of an event source', () => {
  for (const operation of ['Create', 'Delete', 'Get', 'Update'].map((verb) => `${verb}EventSourceMapping`)) {
    it(`${operation} tells its id, in the request and in the answer`, () => {
      const described = new Described(lambda, operation);
      assert.deepEqual(described.request({ UUID: 'id-1' }), { 'aws.lambda.resource_mapping.id': 'id-1' });
      assert.deepEqual(described.response({ UUID: 'id-1' }), { 'aws.lambda.resource_mapping.id': 'id-1' });
      assert.deepEqual(described.request({ UUID: 7 }), {});
    });
  }
});
