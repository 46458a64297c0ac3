/** What an application takes up in its code where nothing attaches to its modules. */
export type WayOut = readonly ('instrumentClient' | 'wrapMessageHandler' | 'serverExternalPackages')[];

type Syntax = 'cjs' | 'esm' | 'ts';

/** A single request may be a retry of one that was made before tracing began: several tell. */
export const MESSAGES = 3;

/** The packages that the application uses, for each syntax. */
const IMPORTS = {
  '@aws-sdk/client-sqs': ['SQSClient', 'SendMessageCommand'],
  'sqs-consumer': ['Consumer'],
};

/** A program that sends a message to SQS, and consumes it. It does not know of tracing unless a way out wants that. */
export function workerOf(syntax: Syntax, way: WayOut = []): string {
  return `${workOf(syntax, way)}\nwork().then(() => console.log('done'), console.error);\n`;
}

/** The same as a module, with `work` as its export. */
export function workModuleOf(syntax: Syntax, way: WayOut = []): string {
  const exported = syntax === 'cjs' ? 'exports.work = work;' : 'export { work };';
  return `${workOf(syntax, way)}\n${exported}\n`;
}

function workOf(syntax: Syntax, way: WayOut): string {
  const typed = (type: string): string => (syntax === 'ts' ? type : '');
  const within = (name: WayOut[number], code: string): string => (way.includes(name) ? `${name}(${code})` : code);
  return `${importsOf(syntax, way)}
${typed('interface Order { readonly Body?: string | undefined }\n')}
async function work()${typed(': Promise<void>')} {
  const queueUrl${typed(': string')} = process.env['QUEUE_URL'] ?? '';
  const sqs = ${within('instrumentClient', 'new SQSClient({ useQueueUrlAsEndpoint: false })')};
  for (const MessageBody of ${JSON.stringify(Array.from({ length: MESSAGES }, () => 'a teapot'))}) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  }
  let left = ${MESSAGES};
  const handleMessage = ${within(
    'wrapMessageHandler',
    `async (message${typed(': Order')}) => {
    if (message.Body !== 'a teapot') throw new Error('not what was sent');
    return message;
  }`,
  )};
  await new Promise${typed('<void>')}((resolve, reject) => {
    const consumer = Consumer.create({ queueUrl, sqs, waitTimeSeconds: 1, handleMessage });
    consumer.on('message_processed', () => {
      left -= 1;
      if (left === 0) consumer.stop();
    });
    consumer.on('stopped', () => resolve());
    consumer.on('error', reject);
    consumer.on('processing_error', reject);
    consumer.start();
  });
}`;
}

function importsOf(syntax: Syntax, way: WayOut): string {
  const ours = way.filter((each) => each !== 'serverExternalPackages');
  const wanted = { ...IMPORTS, ...(ours.length > 0 && { 'opentelemetry-instrumentation-sqs': ours }) };
  return Object.entries(wanted)
    .map(([name, names]) =>
      syntax === 'cjs'
        ? `const { ${names.join(', ')} } = require('${name}');`
        : `import { ${names.join(', ')} } from '${name}';`,
    )
    .join('\n');
}
