import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LedgerRow } from './message.view.js';

const columns = `m.workspace_id AS "workspaceId", m.msg_id AS "msgId", m.channel, m.message_class AS "messageClass", m.state,
  m.reason, m.maybe_duplicate AS "maybeDuplicate", m.profile_id AS "profileId", m.address, m.template_id AS "templateId",
  COALESCE(m.template_version, m.requested_version) AS "templateVersion", COALESCE(m.locale, m.requested_locale) AS locale,
  m.subject, m.origin, m.provider, m.provider_message_id AS "providerMessageId", m.provider_code AS "providerCode",
  m.attempts, m.metadata, m.planned_at AS "plannedAt", m.not_before AS "notBefore", m.handed_over_at AS "handedOverAt",
  m.accepted_at AS "acceptedAt", m.delivered_at AS "deliveredAt", m.ended_at AS "endedAt", m.expires_at AS "expiresAt"`;

export interface MessageFilter {
  profileIds?: readonly string[];
  address?: readonly string[];
  channel?: readonly string[];
  state?: readonly string[];
  reason?: readonly string[];
  journeyIds?: readonly string[];
  stepKey?: readonly string[];
  templateIds?: readonly string[];
  origin?: readonly string[];
  metadata?: Readonly<Record<string, string>>;
  from?: string;
  to?: string;
}

export interface HistoryEntry {
  state: string;
  reason: string | null;
  at: Date;
  attempt: number;
  detail: string | null;
}

/** The ledger, as the API reads it. */
@Injectable()
export class MessagesRepository {
  async find(tx: EntityManager, workspaceId: string, msgId: string): Promise<LedgerRow | undefined> {
    const rows = await tx.query<LedgerRow[]>(
      `SELECT ${columns} FROM messaging.messages m WHERE m.workspace_id = $1 AND m.msg_id = $2`,
      [workspaceId, msgId],
    );
    return rows[0];
  }

  async historyOf(tx: EntityManager, workspaceId: string, msgId: string): Promise<HistoryEntry[]> {
    return tx.query<HistoryEntry[]>(
      `SELECT state, reason, at, attempt, detail FROM messaging.message_history
       WHERE workspace_id = $1 AND msg_id = $2 ORDER BY sequence`,
      [workspaceId, msgId],
    );
  }

  /** Newest planned first. Conditions are added only where asked for, so that the planner can use the index that fits. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    filter: MessageFilter,
    page: { after: { plannedAt: string; msgId: string } | undefined; limit: number },
  ): Promise<LedgerRow[]> {
    const parameters: unknown[] = [workspaceId];
    const conditions = ['m.workspace_id = $1'];
    const add = (value: unknown, condition: (parameter: string) => string): void => {
      if (value === undefined) return;
      parameters.push(value);
      conditions.push(condition(`$${parameters.length}`));
    };
    add(filter.profileIds, (p) => `m.profile_id = ANY (${p}::uuid[])`);
    add(
      filter.address?.map((address) => address.toLowerCase()),
      (p) => `lower(m.address) = ANY (${p}::text[])`,
    );
    add(filter.channel, (p) => `m.channel = ANY (${p}::text[])`);
    add(filter.state, (p) => `m.state = ANY (${p}::text[])`);
    add(filter.reason, (p) => `m.reason = ANY (${p}::text[])`);
    add(filter.journeyIds, (p) => `m.journey_id = ANY (${p}::uuid[])`);
    add(filter.stepKey, (p) => `m.step_key = ANY (${p}::text[])`);
    add(filter.templateIds, (p) => `m.template_id = ANY (${p}::uuid[])`);
    add(filter.origin, (p) => `m.origin ->> 'kind' = ANY (${p}::text[])`);
    add(filter.metadata && JSON.stringify(filter.metadata), (p) => `m.metadata @> ${p}::jsonb`);
    add(filter.from, (p) => `m.planned_at >= ${p}::timestamptz`);
    add(filter.to, (p) => `m.planned_at < ${p}::timestamptz`);
    add(page.after?.plannedAt, (p) => `m.planned_at <= ${p}::timestamptz`);
    if (page.after) {
      parameters.push(page.after.msgId);
      conditions.push(`(m.planned_at < $${parameters.length - 1} OR m.msg_id < $${parameters.length}::uuid)`);
    }
    parameters.push(page.limit);
    return tx.query<LedgerRow[]>(
      `SELECT ${columns} FROM messaging.messages m WHERE ${conditions.join(' AND ')}
       ORDER BY m.planned_at DESC, m.msg_id DESC LIMIT $${parameters.length}`,
      parameters,
    );
  }
}
