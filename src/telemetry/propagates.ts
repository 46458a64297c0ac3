import type { Operation } from '../operation/operation';
import type { Options } from '../options';
import { safely } from './safely';

/** Whether the user wants a trace context in the messages of this request. */
export function propagates(operation: Operation, input: object, options: Options): boolean {
  const { propagateMessageContext } = options;
  if (typeof propagateMessageContext === 'boolean') return propagateMessageContext;
  const { definition } = operation.kind;
  const destination = definition.destination && safely('describing the destination', definition.destination, input);
  if (destination === undefined) return true;
  return safely('propagateMessageContext', propagateMessageContext, destination) === true;
}
