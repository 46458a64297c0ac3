const FULL = process.env['COMPAT'] === 'full';
/** Each starts an application: `npm test` takes these, and `npm run test:compat` all. */
const QUICK = [
  'NodeSDK in CommonJS',
  'register, and nothing else',
  'sqs-consumer with an instrumentation',
  'that SqsInstrumentation is not part of it',
  'that nobody is where it exports to',
  'a consumer that is not traced',
  'that there is no SDK',
  'that the application failed before it set anything up',
  'spans that are lost at the end',
  'a bundle',
];
/** Whether a test with such a title is to run. */
export const runs = (title: string): boolean => FULL || QUICK.includes(title);
