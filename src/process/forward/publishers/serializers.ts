import { types } from 'node:util';
import { isBytes } from '../../../values';

/**
 * The form of a part of a record of which a producer's serializer makes the right bytes: some make nothing, or something
 * else, of what they do not expect.
 * @param serialize what the producer calls with it
 * @throws TypeError if there is none
 */
export function fitting(bytes: Buffer, serialize: (form: Buffer | string) => unknown): Buffer | string {
  for (const form of [bytes, bytes.toString('utf8')]) {
    const made = atOnce(serialize(form));
    if (isBytes(made) && bytes.equals(made)) return form;
  }
  throw otherBytes();
}

export function otherBytes(): TypeError {
  return new TypeError('forwardMessage: the serializers of the producer make other bytes of the message');
}

/** What is made later cannot be compared before something is sent. Nobody else would hear that it fails. */
export function atOnce(made: unknown): unknown {
  if (types.isPromise(made)) made.catch(() => undefined);
  return made;
}
