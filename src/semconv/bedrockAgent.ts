import * as names from './attributes';
import type { Semconv } from './semconv';
import { cut, set } from './set';

/** What a request to an agent or to a knowledge base is about. */
export interface AgentFacts {
  readonly agentId?: string | undefined;
  readonly knowledgeBaseId?: string | undefined;
  readonly dataSourceId?: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/#amazon-bedrock-attributes */
export const bedrockAgentSemconv: Semconv<AgentFacts, never> = {
  constants: () => ({}),
  request(attributes, { agentId, knowledgeBaseId, dataSourceId }) {
    set(attributes, names.ATTR_AWS_BEDROCK_AGENT_ID, agentId && cut(agentId));
    set(attributes, names.ATTR_AWS_BEDROCK_KNOWLEDGE_BASE_ID, knowledgeBaseId && cut(knowledgeBaseId));
    set(attributes, names.ATTR_AWS_BEDROCK_DATA_SOURCE_ID, dataSourceId && cut(dataSourceId));
  },
  response: () => undefined,
};
