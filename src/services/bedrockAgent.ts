import { type AgentFacts, bedrockAgentSemconv } from '../semconv/bedrockAgent';
import { defineService } from './service';
import { type Members, text } from '../values';

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Agents_for_Amazon_Bedrock.html */
export const bedrockAgent = defineService<AgentFacts, never>({
  id: 'BedrockAgent',
  semconv: bedrockAgentSemconv,
  operations: {},
  others: {
    request: (input: Members) => ({
      agentId: text(input['agentId']),
      knowledgeBaseId: text(input['knowledgeBaseId']),
      dataSourceId: text(input['dataSourceId']),
    }),
  },
});
