import type { WriteKeyDirectory, WriteKeyGrant } from '@rapport/access';
import { BusUnavailableError } from '@rapport/event-bus';
import { err, ok } from '@rapport/kernel';
import type { Clock, Result } from '@rapport/kernel';
import type { AcceptEvents } from '../accept/accept-events.usecase.js';
import type { Admission } from '../accept/admission.js';
import { summariseOutcomes } from '../accept/domain/summarise-outcomes.js';
import type { Summary } from '../accept/domain/summarise-outcomes.js';
import type { FirstEvents } from '../accept/first-events.js';
import type { SourceRates } from '../accept/source-rates.js';
import { parseRequest } from './domain/parse-request.js';
import type { ParsedRequest } from './domain/parse-request.js';
import { credentialOfRequest, isSecretKey } from './domain/read-credential.js';
import type { Credential } from './domain/read-credential.js';
import { invalidWriteKey, refuse, tooManyRequests, tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import type { WireRoute } from './domain/wire-routes.js';

/** A request of the SDK wire, freed of HTTP. */
export interface WireRequest {
  route: Exclude<WireRoute, { kind: 'metrics' }>;
  text: string;
  headerKey: Credential;
  query: unknown;
  origin: string | undefined;
  address: string | null;
  receivedAtMs: number;
}

/** What an event that is held in memory costs beside its text, roughly. */
const overheadBytes = 1024;

/** From the body of a request to what became of each of its events. */
export class ReceiveEvents {
  constructor(
    private readonly keys: Pick<WriteKeyDirectory, 'find' | 'lookUp'>,
    private readonly accept: AcceptEvents,
    private readonly rates: SourceRates,
    private readonly admission: Admission,
    private readonly firstEvents: FirstEvents,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined when the key may pass; asked before the body is read, where the header has one */
  async refusalOfKey(key: string): Promise<WireRefusal | undefined> {
    const grant = await this.grantOf(key, undefined);
    return grant.ok ? undefined : grant.error;
  }

  async execute(request: WireRequest): Promise<Result<Summary, WireRefusal>> {
    const { route } = request;
    const parsed = parseRequest(request.text, route.kind === 'batch' ? 'batch' : undefined);
    if (!parsed.ok) return parsed;
    const { envelope, items } = parsed.value;
    const values = items.map((item) => item.value);
    const key = request.headerKey ?? credentialOfRequest(envelope, values, request.query);
    const grant = await this.grantOf(key, request.origin);
    if (!grant.ok) return grant;
    const wait = this.secondsToWait(grant.value, items.length);
    if (wait > 0) return err(tooManyRequests(wait));
    const release = this.admission.admit(request.text.length + items.length * overheadBytes, items.length);
    if (!release) return err(tryAgainLater('overloaded', this.pauseSeconds(), false));
    try {
      return ok(await this.store(request, parsed.value, grant.value));
    } catch (error) {
      if (!(error instanceof BusUnavailableError)) throw error;
      const written = error.outcome === 'not_written' ? false : 'unknown';
      return err(tryAgainLater('unavailable', this.pauseSeconds(), written));
    } finally {
      release();
    }
  }

  private async store(request: WireRequest, parsed: ParsedRequest, grant: WriteKeyGrant): Promise<Summary> {
    const { route, receivedAtMs, address } = request;
    const isBatch = route.kind === 'batch';
    const { context, integrations, sentAt } = parsed.envelope;
    const outcomes = await this.accept.execute(parsed.items, {
      workspaceId: grant.workspaceId,
      sourceId: grant.sourceId,
      receivedAtMs,
      // The object of a single call is the item itself.
      batch: isBatch ? { context, integrations, sentAt } : {},
      address,
      clientSide: isClientSide(grant, request.origin),
      ...(route.kind === 'single' && { typeOfPath: route.type }),
    });
    const summary = summariseOutcomes(outcomes, isBatch ? 'batch' : undefined);
    if (summary.accepted > 0) this.firstEvents.seen(grant.workspaceId, grant.sourceName);
    return summary;
  }

  private async grantOf(
    key: Credential,
    origin: string | undefined,
  ): Promise<Result<WriteKeyGrant, WireRefusal>> {
    if (key === undefined) return err(invalidWriteKey);
    if (isSecretKey(key)) {
      return err(refuse('wrong_key_kind', 'a secret key (sk_) was sent; the SDKs take a write key (wk_)'));
    }
    const grant = this.keys.find(key) ?? (await this.keys.lookUp(key));
    if (!grant) return err(invalidWriteKey);
    const { allowedOrigins } = grant;
    if (origin !== undefined && allowedOrigins.length > 0 && !allowedOrigins.includes(origin)) {
      return err(refuse('origin_not_allowed', 'this source takes no events from pages of this origin'));
    }
    return ok(grant);
  }

  private secondsToWait({ sourceId, rateLimit }: WriteKeyGrant, events: number): number {
    return rateLimit ? this.rates.take(sourceId, rateLimit.eventsPerSecond, events) : 0;
  }

  /** 1 to 5 s, spread by the clock, so that refused clients do not come back together. */
  private pauseSeconds(): number {
    return 1 + (this.clock.now() % 5);
  }
}

/** A source of any kind is taken for a browser's when a page sends. */
function isClientSide({ kind }: WriteKeyGrant, origin: string | undefined): boolean {
  return kind === 'browser' || kind === 'mobile' || (kind === 'any' && origin !== undefined);
}
