import { DETAIL_TRACE } from './eventDetail';
import { type Members, membersOf } from '../values';

/** A JSON object, as bytes and in base64. */
const BRACE = 0x7b;
const BRACE_IN_BASE64 = 'e';

/** The data of a record of Kinesis as text, if it may carry a trace context: from the SDK, from Lambda or from a pipe. */
export function textOfData(record: Members): string | undefined {
  const { Data, data, kinesis } = record;
  const given = Data ?? data ?? membersOf(kinesis)['data'];
  if (typeof given === 'string') {
    return given.startsWith(BRACE_IN_BASE64) ? textIfTraced(Buffer.from(given, 'base64')) : undefined;
  }
  if (!(given instanceof Uint8Array)) return undefined;
  return textIfTraced(Buffer.from(given.buffer, given.byteOffset, given.byteLength));
}

function textIfTraced(bytes: Buffer): string | undefined {
  return bytes[0] === BRACE && bytes.includes(DETAIL_TRACE) ? bytes.toString('utf8') : undefined;
}
