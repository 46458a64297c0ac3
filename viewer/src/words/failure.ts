import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_TYPE, EVENT_EXCEPTION } from '../attributes';
import type { Span } from '../span';

/** Why a span failed: `error.type: message`, from the exception where the span itself does not say it. */
export function describeFailure({ message, attributes, events }: Span): string {
  const exception = events.findLast(({ name }) => name === EVENT_EXCEPTION)?.attributes;
  const ofException = exception?.text(ATTR_EXCEPTION_MESSAGE) ?? '';
  const said = message || ofException;
  const type =
    attributes.text(ATTR_ERROR_TYPE) ?? (said === ofException ? exception?.text(ATTR_EXCEPTION_TYPE) : undefined) ?? '';
  // A message often starts with its error's name already.
  if (type === '' || said.startsWith(type)) return said;
  return said === '' ? type : `${type}: ${said}`;
}
