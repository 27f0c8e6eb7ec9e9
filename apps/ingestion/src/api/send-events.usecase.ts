import type { Caller } from '@rapport/access';
import type { Database } from '@rapport/database';
import { rejection } from '@rapport/events';
import type { Circumstances } from '@rapport/events';
import { fieldProblem, ProblemError } from '@rapport/kernel';
import type { AcceptEvents } from '../accept/accept-events.usecase.js';
import type { Admission } from '../accept/admission.js';
import type { ItemOutcome } from '../accept/domain/summarise-outcomes.js';
import type { EventRates } from '../accept/event-rates.js';
import type { FirstEvents } from '../accept/first-events.js';
import type { KnownSource, SourceRepository } from '../recent/source.repository.js';
import { unknownSource } from './domain/read-submission.js';
import type { Submission } from './domain/read-submission.js';

export interface SendEventsCommand {
  caller: Caller;
  workspaceId: string;
  submission: Submission;
  address: string | null;
  receivedAtMs: number;
  /** The answer is kept for a repetition, so the events must exist exactly if it is. */
  inTransaction: boolean;
}

/** The door's other entrance: the same path as the SDK wire, with a result for each item. */
export class SendEvents {
  constructor(
    private readonly sources: SourceRepository,
    private readonly accept: AcceptEvents,
    private readonly rates: EventRates,
    private readonly admission: Admission,
    private readonly firstEvents: FirstEvents,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError, BusUnavailableError */
  async execute(command: SendEventsCommand): Promise<ItemOutcome[]> {
    const { workspaceId, submission } = command;
    refuseHistoryFromDevices(command);
    const source = await this.sourceOf(command);
    const wait = this.rates.take({ ...source, workspaceId, sourceId: source.id }, submission.items.length);
    if (wait > 0) throw new ProblemError('rate_limited', { headers: { 'retry-after': String(wait) } });
    const given: Circumstances = {
      workspaceId,
      sourceId: source.id,
      receivedAtMs: command.receivedAtMs,
      batch: { sentAt: submission.sentAt },
      mode: submission.mode,
      address: command.address,
      clientSide: source.kind === 'browser' || source.kind === 'mobile',
      serverSide: source.kind === 'server',
      matchOn: source.matchOn,
      ...(!source.enabled && {
        refusal: rejection('source_disabled', [], 'belongs to a source that is disabled'),
      }),
    };
    const outcomes = await this.admitted(submission.items.length, () =>
      command.inTransaction
        ? this.database.transaction((tx) => this.accept.execute(submission.items, given, tx))
        : this.accept.execute(submission.items, given),
    );
    if (outcomes.some(({ status }) => status === 'accepted')) this.firstEvents.seen(workspaceId, source.name);
    return outcomes;
  }

  private async admitted(events: number, work: () => Promise<ItemOutcome[]>): Promise<ItemOutcome[]> {
    const lease = this.admission.enter();
    try {
      if (lease?.begin(events)) return await work();
    } finally {
      lease?.release();
    }
    const retryAfter = String(this.admission.pauseSeconds());
    throw new ProblemError('overloaded', {
      headers: { 'retry-after': retryAfter, 'x-refused': 'admission' },
    });
  }

  private async sourceOf({ caller, workspaceId, submission }: SendEventsCommand): Promise<KnownSource> {
    const named = submission.sourceId;
    if (caller.kind === 'write_key' && named !== null && named !== caller.sourceId) throw unknownSource();
    const id = caller.kind === 'write_key' ? caller.sourceId : named;
    if (id === null) throw fieldProblem('sourceId', 'required', 'is required with an API key');
    const source = await this.sources.find(workspaceId, id);
    if (!source) throw unknownSource();
    return source;
  }
}

/** A write key is in every page of a site: who holds it may say what happens, not rewrite what has happened. */
function refuseHistoryFromDevices({ caller, submission }: SendEventsCommand): void {
  if (caller.kind !== 'write_key' || submission.mode === 'live') return;
  throw fieldProblem('mode', 'enum', 'must be live with a write key: history is sent with an API key');
}
