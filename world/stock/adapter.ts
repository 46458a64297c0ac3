import type { MeterProvider } from '@opentelemetry/api';
import {
  type AwsInstrumentationConfig,
  SqsInstrumentation,
  type SqsInstrumentationConfig,
  fromAwsInstrumentationConfig,
} from '../../src';
import { withViews } from './metricViews';

/**
 * The class that the stock package exports, made of this package: its options, its names of spans and attributes, and
 * views of its metrics. Nothing is added to what this package records.
 */
export class AwsInstrumentation extends SqsInstrumentation {
  static readonly component = 'aws-sdk';

  constructor(config: AwsInstrumentationConfig = {}) {
    super(translated(config));
  }

  override setConfig(config: AwsInstrumentationConfig | SqsInstrumentationConfig = {}): void {
    // The constructor hands on what is translated already, which comes back as it is.
    super.setConfig(translated(config as AwsInstrumentationConfig));
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(withViews(provider));
  }
}

function translated(config: AwsInstrumentationConfig): SqsInstrumentationConfig {
  return fromAwsInstrumentationConfig(config, { stockNames: true });
}
