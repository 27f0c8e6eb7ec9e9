import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { newId, pause } from '@rapport/kernel';
import type { Page } from 'playwright-core';
import { until } from '@rapport/testing';
import type { ReplayedForm, Verdict } from './replayed-form.spec-support.js';
import type { Run } from './sdk-register.spec-support.js';
import type { ToldCall } from './told-call.spec-support.js';
import { clientCommand } from './client-command.spec-support.js';

/** An SDK at work. It stays alive through every fault: a queue in memory dies with its client, and no server can help. */
export interface SdkClient {
  tell(call: ToldCall): void | Promise<void>;
  /** Waits until the SDK has settled every call. @returns what it gave up */
  finish(): Promise<string[]>;
}

export interface Target {
  host: string;
  writeKey: string;
  oauth?: { clientId: string; keyId: string; clientKey: string; authServer: string };
}

const longestFinishMs = 120_000;

/** A program of `clients/`: calls go in as lines, one line comes out at the end. */
export class ProcessClient implements SdkClient {
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private output = '';
  private complaints = '';

  constructor(run: Run & { kind: 'process' }, { host, writeKey, oauth }: Target) {
    const { command, args, cwd } = clientCommand(run.tool, run.file);
    const { PATH, HOME } = process.env;
    const given = { HOST: host, WRITE_KEY: writeKey, OAUTH: JSON.stringify(oauth ?? {}) };
    this.child = spawn(command, args, { cwd, env: { PATH, HOME, PYTHONDONTWRITEBYTECODE: '1', ...given } });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.complaints = (this.complaints + chunk.toString('utf8')).slice(-4000);
    });
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  tell(call: ToldCall): void {
    if (this.child.exitCode !== null) throw new Error(`the client ended early:\n${this.complaints}`);
    this.child.stdin?.write(`${JSON.stringify(call)}\n`);
  }

  async finish(): Promise<string[]> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), longestFinishMs);
    const code = await this.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`the client ended with ${code}:\n${this.output}\n${this.complaints}`);
    return (JSON.parse(this.output.trim().split('\n').at(-1) ?? '') as { failed: string[] }).failed;
  }
}

/** A page with `window.tell(call)` and `window.finish()`, from `clients/pages`. */
export class PageClient implements SdkClient {
  constructor(readonly page: Page) {}

  async tell(call: ToldCall): Promise<void> {
    await this.page.evaluate(`window.tell(${JSON.stringify(call)})`);
  }

  async finish(): Promise<string[]> {
    return this.page.evaluate<string[]>('window.finish()');
  }
}

/** Plays an SDK's documented bytes and its rules for trying again. */
export class ReplayClient implements SdkClient {
  private queue: { call: ToldCall; item: Record<string, unknown> }[] = [];
  private sending: Promise<void> | undefined;
  private readonly failed: string[] = [];

  constructor(
    private readonly form: ReplayedForm,
    private readonly target: Target,
  ) {}

  tell(call: ToldCall): void {
    this.queue.push({ call, item: this.form.item(withDates(call), new Date(), newId()) });
    this.sending ??= this.drain().finally(() => (this.sending = undefined));
  }

  async finish(): Promise<string[]> {
    await until('the replay has settled', async () => (this.sending ? undefined : true), longestFinishMs);
    return this.failed;
  }

  private async drain(): Promise<void> {
    await pause(0);
    while (this.queue.length > 0) {
      const batch = this.queue.slice(0, this.form.batch);
      await this.deliver(batch);
      this.queue = this.queue.slice(batch.length);
    }
  }

  private async deliver(batch: { call: ToldCall; item: Record<string, unknown> }[]): Promise<void> {
    for (let attempt = 0; attempt < this.form.attempts; attempt++) {
      const { verdict, said } = await this.send(batch, attempt);
      if (verdict === 'stored') return;
      if (verdict === 'dropped') return void this.failed.push(said);
      await pause(this.form.pauseMs(attempt));
    }
    this.failed.push('attempts exhausted');
  }

  private async send(
    batch: { call: ToldCall; item: Record<string, unknown> }[],
    attempt: number,
  ): Promise<{ verdict: Verdict; said: string }> {
    const { form, target } = this;
    const items = batch.map(({ item }) => item);
    const text = form.body({ writeKey: target.writeKey, items, now: new Date() });
    const body = form.gzip ? gzipSync(text) : Buffer.from(text);
    const headers = {
      ...form.headers(target.writeKey, items, attempt),
      ...(form.gzip && { 'content-encoding': 'gzip' }),
      ...(form.chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) }),
    };
    const path = form.path((batch[0] as { call: ToldCall }).call);
    const answer = await post(`${target.host}${path}`, headers, body).catch(() => undefined);
    if (!answer) return { verdict: 'again', said: 'no answer' };
    return { verdict: form.judge(answer.status, answer.text), said: `${answer.status} ${answer.text}` };
  }
}

/** JSON has no dates: every SDK writes them as text. */
function withDates(call: ToldCall): ToldCall {
  return JSON.parse(
    JSON.stringify(call),
    (_, value: { $date?: string } | null) => value?.$date ?? value,
  ) as ToldCall;
}

/** On a plain socket's terms: no header beyond those given, and `Host`. */
function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
