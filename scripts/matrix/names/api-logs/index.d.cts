export { logs } from '@opentelemetry/api';
