import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** What the generator process is told to do; one JSON line on standard input. */
export interface LoadOrder {
  url: string;
  writeKey: string;
  connections: number;
  /** Bodies, sent in order; each is one request. */
  bodies: string[];
  /** Requests per second from intended start times (open loop); absent = as fast as answers come (closed loop). */
  ratePerSecond?: number;
}

export interface LoadReport {
  seconds: number;
  answered: number;
  /** Any other status than 200, and requests without an answer. */
  refused: number;
  /** Milliseconds per request: from the intended start in open loop. */
  latencies: number[];
  /** Epoch ms of each request's intended start, in the order of bodies. */
  startedAt: number[];
}

/** The load runs in a process of its own, so that its CPU is not the product's. */
export async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const report: LoadReport = { seconds: 0, answered: 0, refused: 0, latencies: [], startedAt: [] };
  const begin = performance.now();
  const epoch = Date.now() - begin;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < order.bodies.length; index = next++) {
      const intended = order.ratePerSecond ? begin + (index * 1000) / order.ratePerSecond : performance.now();
      if (intended > performance.now())
        await new Promise((resolve) => setTimeout(resolve, intended - performance.now()));
      report.startedAt[index] = epoch + intended;
      const status = await post(agent, order, order.bodies[index] ?? '');
      report.latencies[index] = performance.now() - intended;
      if (status === 200) report.answered++;
      else report.refused++;
    }
  };
  await Promise.all(Array.from({ length: order.connections }, worker));
  report.seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  return report;
}

function post(agent: Agent, order: LoadOrder, body: string): Promise<number> {
  return new Promise((resolve) => {
    const call = request(
      order.url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Basic ${Buffer.from(`${order.writeKey}:`).toString('base64')}`,
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    call.once('error', () => resolve(0));
    call.end(body);
  });
}
