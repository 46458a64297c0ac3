import type { Operation } from '../operation/operation';
import type { Options } from '../options';
import { wantsContext } from '../propagation/wantsContext';
import { safely } from './safely';

/** Whether the user wants a trace context in the messages of this request. */
export function propagates(operation: Operation, input: object, options: Options): boolean {
  const { propagateMessageContext } = options;
  if (typeof propagateMessageContext === 'boolean') return propagateMessageContext;
  const { definition } = operation.kind;
  const destination = definition.destination && safely('describing the destination', definition.destination, input);
  return propagatesTo(destination, options);
}

/** Whether the user wants a trace context in messages to a destination. A predicate that throws does not want it. */
export function propagatesTo(destination: string | undefined, options: Options): boolean {
  return safely('propagateMessageContext', wantsContext, destination, options) === true;
}
