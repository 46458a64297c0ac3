// #region sqs
import { buildApp } from 'fauxqs';

await buildApp({ logger: false }).listen({ port: 4566, host: '127.0.0.1' });
console.log('SQS is at http://127.0.0.1:4566');
// #endregion
