import type { WireAnswer } from '../../differential/wire';
import type { Operation } from './operations';

/** What a service answers, by the word for it in a step. */
export const ANSWERS = {
  'as it should be': ({ answer }: Operation): WireAnswer => ({ status: 200, body: answer }),
  'an error': () => ({ status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}' }),
  'a server error': () => ({ status: 503, body: '{"__type":"ServiceUnavailable","message":"later"}' }),
  'no connection': (_operation: Operation, connection: Error) => ({ error: connection }),
  rubbish: () => ({ status: 200, body: '{"Messages":[{"MessageAttributes":7},null],"Successful":{"a":1}' }),
  nothing: () => ({ status: 200, body: '' }),
} satisfies Record<string, (operation: Operation, connection: Error) => WireAnswer>;
