import { httpProbe } from './probes/http.probe.js';
import { kafkaProbe } from './probes/kafka.probe.js';
import { parseProbe } from './probes/parse.probe.js';
import type { Probe } from './probes/probe.js';
import { dedupeProbe, logProbe, storeProbe, updateProbe } from './probes/table.probes.js';
import { w3 } from './workloads/event-to-mail.js';
import { w1, w1c } from './workloads/ingest-ack.js';
import { w2 } from './workloads/profile-e2e.js';
import { growth } from './workloads/growth.js';
import { links } from './workloads/links.js';
import { merge } from './workloads/merge.js';
import { search } from './workloads/search.js';
import type { Workload } from './workloads/workload.js';

export const workloads: readonly Workload[] = [w1, w1c, w2, w3, search, merge, growth, links];

/** Several workloads by one name. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  ingest: [w1.id, w1c.id],
  identity: [merge.id, growth.id, links.id],
  suite: workloads.map(({ id }) => id),
};

export const probes: readonly Probe[] = [
  httpProbe(20, 32),
  httpProbe(1, 64),
  parseProbe(20),
  logProbe,
  dedupeProbe,
  storeProbe,
  updateProbe,
  kafkaProbe,
];
