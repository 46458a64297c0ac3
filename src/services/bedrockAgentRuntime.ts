import type * as Runtime from '@aws-sdk/client-bedrock-agent-runtime';
import { type AgentFacts, bedrockAgentSemconv } from '../semconv/bedrockAgent';
import { type OperationDefinition, defineService } from './service';
import { type Members, text } from '../values';

type Operation = OperationDefinition<AgentFacts, never>;

const byId: Operation = {
  request: (input: Members) => ({ agentId: text(input['agentId']), knowledgeBaseId: text(input['knowledgeBaseId']) }),
};

const generate: Operation = {
  request: ({ retrieveAndGenerateConfiguration }: Partial<Runtime.RetrieveAndGenerateCommandInput>) => ({
    knowledgeBaseId: text(retrieveAndGenerateConfiguration?.knowledgeBaseConfiguration?.knowledgeBaseId),
  }),
};

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Agents_for_Amazon_Bedrock_Runtime.html */
export const bedrockAgentRuntime = defineService<AgentFacts, never>({
  id: 'BedrockAgentRuntime',
  semconv: bedrockAgentSemconv,
  operations: {
    InvokeAgent: { ...byId, events: ({ completion }: Partial<Runtime.InvokeAgentCommandOutput>) => completion },
    Retrieve: byId,
    RetrieveAndGenerate: generate,
    RetrieveAndGenerateStream: {
      ...generate,
      events: ({ stream }: Partial<Runtime.RetrieveAndGenerateStreamCommandOutput>) => stream,
    },
  },
  others: byId,
});
