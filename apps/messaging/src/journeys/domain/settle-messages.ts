/** A message that a run decided to send, as far as it decides which of two stands. */
export interface DecidedMessage {
  msgId: string;
  runId: string;
  step: string;
  visit: number;
  /**
   * `open`: not handed over, and it can still be called off (also: not yet in the ledger). `sent`: handed over, or it may have
   * been. `called_off`: it was cancelled as a duplicate. `ended`: it never reached anybody, for a reason of its own.
   */
  standing: 'open' | 'sent' | 'called_off' | 'ended';
  /** The message that stood for it when it was called off. */
  counterpartId: string | null;
  /** Where it goes, or went. */
  address: string | null;
}

export interface MessageSettlement {
  callOff: { msgId: string; counterpartId: string }[];
  giveBack: string[];
}

/**
 * Which messages of one person go out when several of her runs are one: for every step and visit one message, the one that was
 * sent, else the one of the run that stands (identity.md 7.3, `merged_duplicate`). A message that was called off and whose
 * counterpart belongs to somebody else now is given back, unless the counterpart went to the same address.
 *
 * @param families runs that are one, the standing one first; every other run is a family of its own
 * @param counterparts messages of other runs that `counterpartId` may name
 */
export function settleMessages(
  families: readonly (readonly string[])[],
  messages: readonly DecidedMessage[],
  counterparts: ReadonlyMap<string, DecidedMessage>,
): MessageSettlement {
  const settlement: MessageSettlement = { callOff: [], giveBack: [] };
  for (const family of families) {
    const own = messages.filter(({ runId }) => family.includes(runId));
    const order = (message: DecidedMessage): number => family.indexOf(message.runId);
    for (const alike of bySlot(own)) {
      const ordered = [...alike].sort((a, b) => order(a) - order(b));
      const standing =
        ordered.find((one) => one.standing === 'sent') ??
        ordered.find((one) => isWanted(one, counterparts, family));
      for (const one of ordered) {
        if (one === standing) {
          if (one.standing === 'called_off') settlement.giveBack.push(one.msgId);
        } else if (standing && (one.standing === 'open' || one.standing === 'called_off')) {
          if (one.standing === 'open' || one.counterpartId !== standing.msgId)
            settlement.callOff.push({ msgId: one.msgId, counterpartId: standing.msgId });
        }
      }
    }
  }
  return settlement;
}

function isWanted(
  message: DecidedMessage,
  counterparts: ReadonlyMap<string, DecidedMessage>,
  family: readonly string[],
): boolean {
  if (message.standing !== 'called_off') return message.standing === 'open';
  const counterpart = message.counterpartId === null ? undefined : counterparts.get(message.counterpartId);
  if (!counterpart || family.includes(counterpart.runId)) return true;
  return counterpart.standing !== 'sent' || counterpart.address !== message.address;
}

function bySlot(messages: readonly DecidedMessage[]): DecidedMessage[][] {
  const slots = new Map<string, DecidedMessage[]>();
  for (const message of messages) {
    const slot = `${message.step}|${message.visit}`;
    slots.set(slot, [...(slots.get(slot) ?? []), message]);
  }
  return [...slots.values()];
}
