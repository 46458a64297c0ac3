import { log } from '../diagnostics/log';
import { shared } from '../shared';
import { isObject } from '../values';

const said = shared('unknown messages', () => ({ message: false, carrier: false }));

/** Says, once in a process, that a message has a process span that tells nothing of it. */
export function sayUnknown(message: unknown): void {
  if (said.message || !isObject(message)) return;
  said.message = true;
  log.warn(
    'A message is processed whose shape is that of no client that is known: its span says nothing of it. `shape` in the ' +
      'options of processMessage, wrapMessageHandler and forwardMessage tells where its parts stand.',
  );
}

/** Says, once in a process, that something goes out as it is. */
export function sayUnknownCarrier(): void {
  if (said.carrier) return;
  said.carrier = true;
  log.warn(
    'injectMessageContext was given what no client that is known sends, and gave it back as it is: give it the headers ' +
      'or the options of the message.',
  );
}
