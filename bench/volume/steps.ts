import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SqsInstrumentationConfig } from '../../src/index';
import { type Client, type Target, connect } from '../clients';
import { type Row, rowOf } from '../rows';
import { BODY, METADATA, TEN, receivedMessage } from '../samples';

/** A service of this machine; names of usual length, and no attribute that would be captured. */
const ENDPOINT = 'http://127.0.0.1:40123';
const QUEUE_URL = `${ENDPOINT}/123456789012/order-confirmations1`;

const ONE_CONTEXT = 'send ten in a batch, one context';

/** One step of a message's life, as an application makes it. */
export interface Step {
  readonly name: string;
  /** What is set for it, beside the detail. */
  readonly options?: Pick<SqsInstrumentationConfig, 'batchCreateSpans'>;
  /** What comes before it and is not counted. */
  readonly prepare?: () => Promise<unknown>;
  readonly run: (process: Process) => Promise<unknown>;
  /** Whether a span belongs to the step, where others are within. Default: all do. */
  readonly counts?: (span: ReadableSpan) => boolean;
}

type Handler = () => Promise<unknown>;
/** Runs a handler of a message; undefined if the package has nothing for that. */
export type Process = (message: object, handler: Handler) => Promise<unknown>;

interface Received {
  readonly Messages?: readonly { readonly ReceiptHandle: string }[];
}

/** The steps, on clients that are made now. */
export function stepsOf(): readonly Step[] {
  const send = caller(rowOf('SendMessage'));
  const sendTen = caller(rowOf('SendMessageBatch × 10'));
  const receiveNone = caller(rowOf('ReceiveMessage × 0'));
  const receiveOne = caller(receiving(1));
  const receiveTen = caller(receiving(10));
  const deleteOne = caller(rowOf('DeleteMessage'));
  const deleteTen = caller(DELETE_TEN);
  const inFlight = { messages: [] as readonly { readonly ReceiptHandle: string }[] };
  const receive = (from: Call) => async (): Promise<void> => {
    inFlight.messages = ((await from()) as Received).Messages ?? [];
  };
  const remove = ({ ReceiptHandle }: { readonly ReceiptHandle: string }): Promise<unknown> =>
    deleteOne({ ReceiptHandle });
  const processAll = async (process: Process): Promise<void> => {
    for (const message of inFlight.messages) await process(message, () => remove(message));
  };
  const counts = ({ kind }: ReadableSpan): boolean => kind === SpanKind.CONSUMER;
  return [
    { name: 'send one', run: () => send({ MessageBody: BODY }) },
    { name: 'send ten in a batch', run: () => sendTen({ Entries: ENTRIES }) },
    { name: ONE_CONTEXT, options: { batchCreateSpans: false }, run: () => sendTen({ Entries: ENTRIES }) },
    { name: 'receive one', run: () => receiveOne() },
    { name: 'receive ten', run: () => receiveTen() },
    { name: 'receive none', run: () => receiveNone() },
    { name: 'process one', prepare: receive(receiveOne), run: processAll, counts },
    { name: 'process ten', prepare: receive(receiveTen), run: processAll, counts },
    {
      name: 'delete one',
      prepare: receive(receiveOne),
      run: () => Promise.all(inFlight.messages.map(remove)),
    },
    {
      name: 'delete ten',
      prepare: receive(receiveTen),
      run: () =>
        deleteTen({
          Entries: inFlight.messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
    },
  ];
}

const ENTRIES = TEN.map((index) => ({ Id: String(index), MessageBody: BODY }));

const DELETE_TEN: Row = {
  ...rowOf('DeleteMessage'),
  name: 'DeleteMessageBatch × 10',
  operation: 'DeleteMessageBatch',
  output: () => ({ $metadata: METADATA, Successful: TEN.map((index) => ({ Id: String(index) })), Failed: [] }),
};

function receiving(count: number): Row {
  const row = rowOf('ReceiveMessage × 10');
  return {
    ...row,
    name: `ReceiveMessage × ${count}`,
    output: () => ({ $metadata: METADATA, Messages: TEN.slice(0, count).map(receivedMessage) }),
  };
}

type Call = (input?: object) => Promise<unknown>;

/** The SDK with all that it does, over an in-memory request handler. */
function caller(row: Row): Call {
  const { client, Command }: { client: Client; Command: Target['Command'] } = connect(row, 'whole', ENDPOINT);
  return (input = row.input()) => client.send(new Command({ ...input, QueueUrl: QUEUE_URL }));
}
