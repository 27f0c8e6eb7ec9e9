import type { SourceGrant } from '@rapport/access';
import { BusUnavailableError } from '@rapport/event-bus';
import { err, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import type { AcceptEvents } from '../accept/accept-events.usecase.js';
import type { Admission, Lease } from '../accept/admission.js';
import { summariseOutcomes } from '../accept/domain/summarise-outcomes.js';
import type { Summary } from '../accept/domain/summarise-outcomes.js';
import type { EventRates } from '../accept/event-rates.js';
import type { FirstEvents } from '../accept/first-events.js';
import { parseRequest } from './domain/parse-request.js';
import type { ParsedRequest } from './domain/parse-request.js';
import { credentialOfRequest } from './domain/read-credential.js';
import type { Credential } from './domain/read-credential.js';
import { refuseToken } from './domain/refuse-token.js';
import { tooManyRequests, tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import type { WireRoute } from './domain/wire-routes.js';
import type { ResolveGrant } from './resolve-grant.js';

/** A request of the SDK wire, freed of HTTP. */
export interface WireRequest {
  route: Exclude<WireRoute, { kind: 'metrics' }>;
  headerKey: Credential;
  query: unknown;
  origin: string | undefined;
  address: string | null;
  /** It is a person's device that sends, whatever the source is said to be. */
  fromDevice?: boolean;
  receivedAtMs: number;
  lease: Lease;
}

/** From the body of a request to what became of each of its events. */
export class ReceiveEvents {
  constructor(
    readonly grants: ResolveGrant,
    private readonly accept: AcceptEvents,
    private readonly rates: EventRates,
    private readonly admission: Admission,
    private readonly firstEvents: FirstEvents,
  ) {}

  async execute(text: string, request: WireRequest): Promise<Result<Summary, WireRefusal>> {
    const parsed = parseRequest(text, request.route.kind === 'batch' ? 'batch' : undefined);
    return parsed.ok ? this.take(parsed.value, request) : parsed;
  }

  /** As `execute`, for what has been read already. */
  async take(parsed: ParsedRequest, request: WireRequest): Promise<Result<Summary, WireRefusal>> {
    const { envelope, items } = parsed;
    const values = items.map((item) => item.value);
    const key = request.headerKey ?? credentialOfRequest(envelope, values, request.query);
    const grant = await this.grants.execute(key, request.origin);
    if (!grant.ok) {
      return grant.error.code === 'invalid_token' ? err(refuseToken(envelope, values)) : grant;
    }
    const { workspaceId, sourceId, rateLimit } = grant.value;
    const eventsPerSecond = rateLimit?.eventsPerSecond ?? null;
    const wait = this.rates.take({ workspaceId, sourceId, eventsPerSecond }, items.length);
    if (wait > 0) return err(tooManyRequests(wait));
    if (!request.lease.begin(items.length)) return err(this.overloaded());
    try {
      return ok(await this.store(request, parsed, grant.value));
    } catch (error) {
      if (!(error instanceof BusUnavailableError)) throw error;
      const written = error.outcome === 'not_written' ? false : 'unknown';
      return err(tryAgainLater('unavailable', this.admission.pauseSeconds(), written));
    }
  }

  /** @returns undefined when the request cannot be worked on now; to be asked before the body is read */
  enter(): Lease | undefined {
    return this.admission.enter();
  }

  overloaded(): WireRefusal {
    return tryAgainLater('overloaded', this.admission.pauseSeconds(), false);
  }

  private async store(request: WireRequest, parsed: ParsedRequest, grant: SourceGrant): Promise<Summary> {
    const { route, receivedAtMs, address, origin } = request;
    const isBatch = route.kind === 'batch';
    const { context, integrations, sentAt } = parsed.envelope;
    const clientSide = request.fromDevice === true || isClientSide(grant, origin);
    const outcomes = await this.accept.execute(parsed.items, {
      workspaceId: grant.workspaceId,
      sourceId: grant.sourceId,
      receivedAtMs,
      // The object of a single call is the item itself.
      batch: isBatch ? { context, integrations, sentAt } : {},
      address,
      clientSide,
      serverSide: grant.kind === 'server' && !clientSide,
      matchOn: grant.matchOn,
      ...(route.kind === 'single' && { typeOfPath: route.type }),
    });
    const summary = summariseOutcomes(outcomes, isBatch ? 'batch' : undefined);
    if (summary.accepted > 0) this.firstEvents.seen(grant.workspaceId, grant.sourceName);
    return summary;
  }
}

/** A source of any kind is taken for a browser's when a page sends. */
function isClientSide({ kind }: SourceGrant, origin: string | undefined): boolean {
  return kind === 'browser' || kind === 'mobile' || (kind === 'any' && origin !== undefined);
}
