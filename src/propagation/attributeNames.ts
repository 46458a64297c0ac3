// What SQS accepts: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[a-z0-9_.-]{1,256}(?<!\.)$/i;
const PLAIN = /^[ -~]*$/;
const UNSENDABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Whether SQS accepts them as a message attribute of type `String`. */
export function isSendable(name: string, value: unknown): value is string {
  return isAttributeName(name) && isValue(value) && (isPlain(value) || isText(value));
}

export function isValue(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Printable ASCII: a byte for each character. */
export function isPlain(value: string): boolean {
  return PLAIN.test(value);
}

export function isText(value: string): boolean {
  return !UNSENDABLE.test(value);
}

/**
 * Names that are already checked. Propagators have a few. The bound is for a propagator that makes new ones all the
 * time.
 */
const looked = new Map<string, boolean>();
const MAX_LOOKED = 100;

/** Whether SQS accepts it as the name of a message attribute. A propagator may give anything as a field. */
export function isAttributeName(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  let valid = looked.get(name);
  if (valid === undefined) {
    valid = NAME.test(name);
    if (looked.size >= MAX_LOOKED) looked.clear();
    looked.set(name, valid);
  }
  return valid;
}

/** Replaces the characters that SQS does not accept with blanks. */
export function sendable(text: string): string {
  return text.replace(new RegExp(UNSENDABLE, 'gu'), ' ');
}
