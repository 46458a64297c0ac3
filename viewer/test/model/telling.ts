import { createModel, type Model, type ModelOptions } from '../../src/model';
import type { MessageRow, Story } from '../../src/model/source';
import { EPOCH, otlp, type SpanStory, span } from '../spans';

/** A request that a service exports. */
export function exportOf(service: string, ...stories: readonly SpanStory[]): object {
  const [resourceSpans] = otlp(...stories.map(span)).resourceSpans;
  const attributes = [{ key: 'service.name', value: { stringValue: service } }];
  return { resourceSpans: [{ ...resourceSpans, resource: { attributes } }] };
}

/** A model of some requests. */
export function modelOf(requests: readonly object[], options: ModelOptions = {}): Model {
  const model = createModel(options);
  for (const request of requests) model.add(request);
  return model;
}

export async function rowsOf({ source }: Model): Promise<readonly MessageRow[]> {
  return (await source.messages({}, { offset: 0, limit: 1000 })).rows;
}

/** The only row; fails if there are more, or none. */
export async function onlyRow(model: Model): Promise<MessageRow> {
  const rows = await rowsOf(model);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`not one row: ${JSON.stringify(rows, undefined, 2)}`);
  return row;
}

export async function storyOf(model: Model, id: string): Promise<Story> {
  const story = await model.source.message(id);
  if (story === undefined) throw new Error(`no story of ${id}`);
  return story;
}

/** Every order of a few things: exporters send when they like. */
export function* ordersOf<T>(things: readonly T[]): Generator<readonly T[]> {
  if (things.length < 2) yield things;
  for (const [at, first] of things.entries()) {
    for (const rest of ordersOf(things.toSpliced(at, 1))) yield [first, ...rest];
  }
}

/** What a row says, in short. */
export function short({ sentBy, system, destination, movedTo, attempts, processedBy, outcome }: MessageRow) {
  return [sentBy, system, destination, movedTo, attempts, processedBy.join(), outcome] as const;
}

/** By what they say: rows of one time have no order. */
export function sorted<T extends readonly unknown[]>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export const EPOCH_MILLIS = Number(EPOCH / 1_000_000n);
export const sqs = (queue: string, operation: string, id?: string) => ({
  'messaging.system': 'aws_sqs',
  'messaging.operation.type': operation,
  'messaging.destination.name': queue,
  ...(id === undefined ? {} : { 'messaging.message.id': id }),
});

/** A message that is sent by a request and processed with work of its own. The third one fails. */
export function messageOf(nth: number): object[] {
  const id = `m-${nth}`;
  const start = nth * 1000;
  return [
    exportOf(
      'shop',
      { id: `web${nth}/root`, name: 'POST /orders', kind: 'server', start, end: start + 30 },
      {
        id: `web${nth}/send`,
        parent: `web${nth}/root`,
        name: 'SQS.SendMessage',
        kind: 'producer',
        start: start + 5,
        end: start + 10,
        attributes: sqs('orders', 'send', id),
      },
    ),
    exportOf(
      'worker',
      {
        id: `work${nth}/process`,
        name: 'process orders',
        kind: 'consumer',
        start: start + 10 + nth * 10,
        end: start + 60 + nth * 10,
        ...(nth === 3 ? { error: 'no boxes left' } : {}),
        attributes: sqs('orders', 'process', id),
        links: [`web${nth}/send`],
      },
      {
        id: `work${nth}/put`,
        parent: `work${nth}/process`,
        name: 'S3.PutObject',
        kind: 'client',
        start: start + 20 + nth * 10,
        end: start + 50 + nth * 10,
        attributes: { 'aws.s3.bucket': `Bills-of-${nth}` },
      },
    ),
  ];
}
