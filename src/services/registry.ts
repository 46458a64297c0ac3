// Made by scripts/services/registry.mjs from the files of this folder; `npm run build` writes it.
import type { ServiceDefinition } from './service';
import { appConfig } from './appConfig';
import { appConfigData } from './appConfigData';
import { batch } from './batch';
import { bedrockAgent } from './bedrockAgent';
import { bedrockAgentRuntime } from './bedrockAgentRuntime';
import { bedrockRuntime } from './bedrockRuntime';
import { cloudWatchLogs } from './cloudWatchLogs';
import { dynamodb } from './dynamodb';
import { ecs } from './ecs';
import { eventBridge } from './eventbridge';
import { firehose } from './firehose';
import { iotData } from './iotData';
import { kinesis } from './kinesis';
import { lambda } from './lambda';
import { pipes } from './pipes';
import { s3 } from './s3';
import { scheduler } from './scheduler';
import { secretsManager } from './secretsManager';
import { sesV2 } from './sesV2';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { stepFunctions } from './stepFunctions';

/** Every service that is known by more than its name. */
export const SERVICES: readonly ServiceDefinition[] = [
  appConfig,
  appConfigData,
  batch,
  bedrockAgent,
  bedrockAgentRuntime,
  bedrockRuntime,
  cloudWatchLogs,
  dynamodb,
  ecs,
  eventBridge,
  firehose,
  iotData,
  kinesis,
  lambda,
  pipes,
  s3,
  scheduler,
  secretsManager,
  sesV2,
  sns,
  sqs,
  ssm,
  stepFunctions,
];
