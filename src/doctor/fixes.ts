import { STOCK_INSTRUMENTATION } from '../middleware/stockInstrumentation';
import { PACKAGE_NAME } from '../version';

const REGISTER = `${PACKAGE_NAME}/register`;
export const PRELOAD = `start with node --import ${REGISTER} app.js, before anything else is loaded`;
export const BUNDLED =
  'mark @aws-sdk/* as external (esbuild: --packages=external), or use instrumentClient(new SQSClient({}))';
/** @see https://nextjs.org/docs/app/api-reference/config/next-config-js/serverExternalPackages */
export const SERVER_EXTERNAL =
  "serverExternalPackages: ['@aws-sdk/client-sqs', 'sqs-consumer', 'opentelemetry-instrumentation-sqs']";
export const STOCK_FIX = `take ${STOCK_INSTRUMENTATION} out, or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk for the bundle`;

/** What keeps the AWS SDK out of a bundle: Next.js has an option of its own for that. */
export function fixOfBundle(file: string): string {
  if (!/[\\/]\.next[\\/]/.test(file)) return BUNDLED;
  return `set ${SERVER_EXTERNAL} in next.config, or use instrumentClient(new SQSClient({}))`;
}
