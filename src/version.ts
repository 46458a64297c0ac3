/** Instrumentation scope of every span and metric of this package. The test run compares both with package.json. */
export const PACKAGE_NAME = 'opentelemetry-instrumentation-sqs';
export const PACKAGE_VERSION = '0.1.0';
