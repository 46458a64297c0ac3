import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { genAiSemconv } from '../../src/semconv/genAi';
import { namingFromOptIn } from '../../src/semconv/naming';

const ARN = 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0';

function requested(optIn: string | undefined, model: string): Attributes {
  const attributes: Attributes = {};
  genAiSemconv.request(attributes, { operation: 'chat', model }, namingFromOptIn(optIn));
  return attributes;
}

describe('the generative AI conventions', () => {
  it('gen_ai_latest_experimental drops the deprecated name, and no other opt-in does', () => {
    for (const optIn of [undefined, 'messaging', 'messaging/dup']) {
      assert.equal(requested(optIn, ARN)['gen_ai.system'], 'aws.bedrock');
    }
    const newest = requested('http,gen_ai_latest_experimental', ARN);
    assert.equal(newest['gen_ai.system'], undefined);
    assert.equal(newest['gen_ai.provider.name'], 'aws.bedrock');
  });

  it('the name of a span has the model, and nothing of an account', () => {
    assert.equal(genAiSemconv.spanName?.(requested(undefined, ARN)), 'chat eu.amazon.nova-lite-v1:0');
    assert.equal(genAiSemconv.spanName?.({}), undefined);
  });
});
