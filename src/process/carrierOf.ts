import { eventRecordOf } from './lambda/sources/eventRecords';

/** What a message's context is read of: the message itself, or a record of a Lambda event in a form that is known. */
export function carrierOf(message: unknown): unknown {
  const record = eventRecordOf(message);
  return record === undefined ? message : record.carrier();
}
