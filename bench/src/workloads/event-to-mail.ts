import { SMTPServer } from 'smtp-server';
import { pause } from '@rapport/kernel';
import { measured, totalCpu } from '../harness/measure.js';
import { freePort, type System } from '../harness/system.js';
import { quantile } from '../harness/statistics.js';
import { load } from '../load/load-process.js';
import { verify, type RunContext, type Workload } from './workload.js';

const smtpPort = await freePort();
const arrivals = new Map<string, number[]>();
let sink: SMTPServer | undefined;

/** A mail server that notes when each mail has arrived, by the recipient's local part. */
function openSink(): Promise<void> {
  if (sink) return Promise.resolve();
  sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      stream.resume();
      stream.once('end', () => {
        const name = session.envelope.rcptTo[0]?.address.split('@')[0] ?? '';
        arrivals.set(name, [...(arrivals.get(name) ?? []), Date.now()]);
        done();
      });
    },
  });
  return new Promise((resolve) => sink?.listen(smtpPort, '127.0.0.1', resolve));
}

async function createJourney({ system }: RunContext): Promise<void> {
  await openSink();
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await fetch(`${system.messagingUrl}/api/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  const template = await post('templates', {
    name: 'Receipt',
    channel: 'email',
    messageClass: 'transactional',
    draft: {
      defaultLocale: 'en',
      variants: {
        en: {
          subject: 'Thanks, {{ profile.traits.firstName }}',
          from: { name: 'Bench', address: 'bench@bench.test' },
          body: { kind: 'html', html: '<p>Your order {{ event.properties.order }} is on its way.</p>' },
        },
      },
    },
  });
  await post(`templates/${template.id}/publish`, {});
  const journey = await post('journeys', {
    name: 'Receipt',
    draft: {
      trigger: { kind: 'event', event: 'Order Completed' },
      entry: { reentry: { rule: 'parallel' } },
      start: 'mail',
      steps: [{ key: 'mail', kind: 'message', channel: 'email', templateId: template.id, next: null }],
    },
  });
  await post(`journeys/${journey.id}/publish`, {});
}

/** One identify and one trigger per person, so that each mail is somebody's own. */
async function trigger(system: System, run: string, ratePerSecond: number, count: number): Promise<number[]> {
  const ids = Array.from({ length: count }, (_, i) => `${run}-${ratePerSecond}-${i}`);
  const order = { url: `${system.ingestUrl}/v1/batch`, writeKey: system.writeKey };
  const identifies = ids.map((id) =>
    JSON.stringify({
      batch: [
        {
          type: 'identify',
          messageId: `${id}-i`,
          userId: id,
          traits: { email: `${id}@bench.test`, firstName: 'Grace' },
        },
      ],
    }),
  );
  await load({ ...order, connections: 16, bodies: identifies });
  await pause(1_000);
  const tracks = ids.map((id) =>
    JSON.stringify({
      batch: [
        {
          type: 'track',
          messageId: `${id}-t`,
          userId: id,
          event: 'Order Completed',
          properties: { order: id },
        },
      ],
    }),
  );
  const report = await load({ ...order, connections: 32, bodies: tracks, ratePerSecond });
  const limit = Date.now() + 30_000;
  while (ids.some((id) => !arrivals.has(id)) && Date.now() < limit) await pause(20);
  const missing = ids.filter((id) => !arrivals.has(id)).length;
  verify(`every trigger at ${ratePerSecond}/s became a mail`, missing === 0, `${missing} missing`);
  const doubled = ids.filter((id) => (arrivals.get(id)?.length ?? 0) > 1).length;
  verify(`no mail twice at ${ratePerSecond}/s`, doubled === 0, `${doubled} doubled`);
  return ids.map((id, i) => (arrivals.get(id)?.[0] ?? NaN) - (report.startedAt[i] ?? NaN));
}

/** From the intended start of the request to the mail at a real SMTP server. */
export const w3: Workload = {
  id: 'w3',
  title: 'event to mail: a journey to an SMTP sink, at 4 and at 200 events a second',
  system: { parts: 'all', settings: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}` } },
  probes: () => [],
  sample: () => [],
  targets: {
    'p50 ms at 4/s': { base: 40, ambitious: 18 },
    'p99 ms at 4/s': { base: 150, ambitious: 40 },
  },
  prepare: createJourney,
  run: async ({ system, run, size }) => {
    const slowCount = size === 'small' ? 40 : 120;
    const fastCount = size === 'small' ? 1_000 : 4_000;
    await trigger(system, `warm-${run}`, 50, 100);
    const { value, spent } = await measured(system, async () => ({
      slow: await trigger(system, run, 4, slowCount),
      fast: await trigger(system, run, 200, fastCount),
    }));
    return {
      checks: ['every trigger became one mail'],
      otherCores: spent.otherCores,
      cpuPerUnit: totalCpu(spent) / (slowCount + fastCount),
      metrics: [
        { name: 'p50 ms at 4/s', value: quantile(value.slow, 0.5), better: 'lower' },
        { name: 'p99 ms at 4/s', value: quantile(value.slow, 0.99), better: 'lower' },
        { name: 'p50 ms at 200/s', value: quantile(value.fast, 0.5), better: 'lower' },
        { name: 'p99 ms at 200/s', value: quantile(value.fast, 0.99), better: 'lower' },
        { name: 'statements/mail', value: spent.statements / (slowCount + fastCount), better: 'lower' },
      ],
    };
  },
};

export async function closeSink(): Promise<void> {
  await new Promise<void>((resolve) => (sink ? sink.close(() => resolve()) : resolve()));
}
