import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** What a reader does with a fenced block. */
export type Block = { readonly page: string; readonly line: number; readonly code: string } & (
  | { readonly role: 'command'; readonly prints: readonly string[]; readonly exports: readonly string[] }
  /** A command that goes on, in another terminal. */
  | { readonly role: 'service' }
  /** For whoever has a clone of the repository. */
  | { readonly role: 'clone' }
  /** The configuration of another program, or a command of one: other tests have those. */
  | { readonly role: 'elsewhere' }
  /** What the command before prints. */
  | { readonly role: 'output' }
  | { readonly role: 'file'; readonly name: string }
  /** Code to be made one's own; `source` is the file that it stands in. */
  | { readonly role: 'fragment'; readonly source: string }
);

const FENCE = /^```(\w*)$/;
const SNIPPET = /^<!-- snippet: (\S+)#\S+ -->$/;
const FILE_NAME = /`([\w-]+\.m?js)`:$/;
const PROMISE = /^It (prints|exports) ([\s\S]*?)\.(?:\s|$)/;
const OTHER_TERMINAL = /\b(?:second|third) terminal\b/;
/** What is no code of an application, and no command of Node.js. */
const ELSEWHERE = /^(?:ini|dotenv|dockerfile|hcl|yaml|json|js)$/;

/** The page that is followed first. Those after it go on in the same folder. */
export const README = 'README.md';
/** All pages that give commands to the reader of an application. */
export const PAGES = [README, 'docs/install.md', 'docs/deploy.md', 'docs/guides/1-sqs-without-code-changes.md'];
/** Those that give commands to the reader who has a clone. */
export const CLONE_PAGES = [README, 'docs/guides/3-from-the-api-to-lambda.md'];

/** The fenced blocks of a page, from top to bottom. What a reader could not make sense of is an error. */
export function readBlocks(page = README): Block[] {
  const lines = readFileSync(join(PROJECT_ROOT, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language] = FENCE.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const code = lines.slice(at + 1, end).join('\n');
    const role = roleOf(language, paragraphBefore(lines, at), paragraphAfter(lines, end), code);
    if (role === undefined) throw new Error(`${page}:${at + 1}: a block that is neither run nor tested`);
    blocks.push({ page, line: at + 1, code, ...role });
    at = end;
  }
  return blocks;
}

interface Paragraph {
  readonly text: string;
  /** The source of a snippet, which a comment above the block names. */
  readonly source?: string | undefined;
}

type Role = Block extends infer Each ? (Each extends Block ? Omit<Each, 'page' | 'line' | 'code'> : never) : never;

function roleOf(language: string, { text, source }: Paragraph, after: string, code: string): Role | undefined {
  if (language === 'text') return { role: 'output' };
  if (language === 'sh') {
    if (/\bclone\b/.test(text)) return { role: 'clone' };
    if (OTHER_TERMINAL.test(text)) return { role: 'service' };
    if (code.startsWith('deno ')) return { role: 'elsewhere' };
    const [, verb, promise = ''] = PROMISE.exec(after) ?? [];
    const words = [...promise.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
    return { role: 'command', prints: verb === 'prints' ? words : [], exports: verb === 'exports' ? words : [] };
  }
  if (ELSEWHERE.test(language)) return { role: 'elsewhere' };
  const [, name] = FILE_NAME.exec(text) ?? [];
  if (language === 'ts' && name !== undefined) return { role: 'file', name };
  if (language === 'ts' && source !== undefined) return { role: 'fragment', source };
  return undefined;
}

function paragraphBefore(lines: readonly string[], at: number): Paragraph {
  let index = at - 1;
  const source = SNIPPET.exec(lines[index] ?? '')?.[1];
  if (source !== undefined) index -= 1;
  while (lines[index] === '') index -= 1;
  const paragraph: string[] = [];
  for (; index >= 0 && lines[index] !== ''; index--) paragraph.unshift(lines[index] ?? '');
  return { text: paragraph.join(' '), source };
}

function paragraphAfter(lines: readonly string[], end: number): string {
  const start = lines.findIndex((line, index) => index > end && line !== '');
  const stop = lines.indexOf('', start);
  return lines.slice(start, stop === -1 ? undefined : stop).join(' ');
}
