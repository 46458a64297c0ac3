import { RETRY_COUNT } from '../../propagation/forwardAttributes';

/**
 * What `forwardMessage` throws before anything is sent. A loop that is bounded by the count would never end with a
 * message that cannot carry it.
 */
export function noRoom(what: 'attributes' | 'bytes', limit: number): RangeError {
  const reason =
    what === 'attributes'
      ? `it has ${limit} message attributes of its own, and no more are possible`
      : `with it, the message would be larger than ${limit} bytes; if its queue takes more, say so with \`maxMessageSize\``;
  const error = new RangeError(`forwardMessage cannot add \`${RETRY_COUNT}\` to a message: ${reason}`);
  return Object.assign(error, { code: 'ERR_FORWARD_NO_ROOM' });
}
