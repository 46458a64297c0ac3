// What the runtime of AWS Lambda does with the function: it loads the bundle and calls the handler with an event.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)('./dist/handler.cjs');
const event = JSON.parse(readFileSync(process.argv[2], 'utf8'));

console.log(JSON.stringify(await handler(event, { awsRequestId: 'local', functionName: 'lambda-orders' })));
