import { type ChildProcess, spawn } from 'node:child_process';
import { type Interface, createInterface } from 'node:readline';
import { end } from '../../test/support/childServer';
import type { Program } from './install';
import type { Answer, Command } from './protocol';

const START_MILLIS = 60_000;
const ANSWER_MILLIS = 90_000;
const SAID_CHARACTERS = 4000;

/** An application of somebody else, in a process of its own. It does one thing after the other. */
export class Agent {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;
  #said = '';

  private constructor({ command, args, cwd }: Program, env: Readonly<Record<string, string>>) {
    this.#child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error(`${command} has no output`);
    stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-SAID_CHARACTERS);
    });
    this.#interface = createInterface({ input: stdout });
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  static async start(program: Program, env: Readonly<Record<string, string>> = {}): Promise<Agent> {
    const agent = new Agent(program, env);
    try {
      await agent.#answer(START_MILLIS);
    } catch (error) {
      await agent.stop();
      throw error;
    }
    return agent;
  }

  /** @throws Error with what the agent says of its own failure */
  async ask(command: Command): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    const answer = JSON.parse(await this.#answer(ANSWER_MILLIS)) as Answer;
    if (answer.error !== undefined) throw new Error(`${this.#child.spawnfile}: ${answer.error}`);
    return answer;
  }

  async stop(): Promise<void> {
    this.#interface.close();
    await end(this.#child);
  }

  async #answer(millis: number): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(this.#complaint('does not answer'))), millis);
    });
    try {
      const line = await Promise.race([this.#lines.next(), late]);
      if (line.done === true) throw new Error(this.#complaint('ended'));
      return line.value;
    } finally {
      clearTimeout(timer);
    }
  }

  #complaint(what: string): string {
    return `${this.#child.spawnfile} ${what}: ${this.#said}`;
  }
}
