// Made by scripts/services/registry.mjs from the files of this folder; `npm run build` writes it.
import type { ServiceDefinition } from './service';
import { bedrockAgent } from './bedrockAgent';
import { bedrockAgentRuntime } from './bedrockAgentRuntime';
import { bedrockRuntime } from './bedrockRuntime';
import { dynamodb } from './dynamodb';
import { eventBridge } from './eventbridge';
import { kinesis } from './kinesis';
import { lambda } from './lambda';
import { s3 } from './s3';
import { scheduler } from './scheduler';
import { secretsManager } from './secretsManager';
import { sns } from './sns';
import { sqs } from './sqs';
import { stepFunctions } from './stepFunctions';

/** Every service that is known by more than its name. */
export const SERVICES: readonly ServiceDefinition[] = [
  bedrockAgent,
  bedrockAgentRuntime,
  bedrockRuntime,
  dynamodb,
  eventBridge,
  kinesis,
  lambda,
  s3,
  scheduler,
  secretsManager,
  sns,
  sqs,
  stepFunctions,
];
