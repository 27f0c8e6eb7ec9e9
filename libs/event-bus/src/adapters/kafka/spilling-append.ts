import type { Database } from '@rapport/database';
import type { OutgoingMessage } from '../../event-bus.js';
import type { LogWriter } from '../../log/log-writer.js';
import { writeLog } from '../../log/write-log.js';
import type { PartitionMessages, TopicCatalog } from '../../topic-catalog.js';
import type { KafkaSender } from './kafka-sender.js';
import { Spill } from './spill.js';

/**
 * The durable write of the edge: to Kafka, and to the log tables what Kafka does not take (reliability.md 4.2). A send whose answer
 * was lost is spilled too, so that it may arrive twice, but is never lost; both away is an error of the caller.
 */
export class SpillingAppend {
  private readonly spill: Spill;

  constructor(
    private readonly database: Database,
    private readonly catalog: TopicCatalog,
    private readonly writer: LogWriter,
    private readonly sender: KafkaSender,
  ) {
    this.spill = new Spill(database);
  }

  /** @throws BusUnavailableError */
  async write(messages: readonly OutgoingMessage[]): Promise<void> {
    const { direct, waiting } = await this.spill.split(this.catalog.route(messages));
    const refused = direct.length > 0 && !(await this.sent(direct)) ? direct : [];
    const spilled = [...waiting, ...refused];
    if (spilled.length === 0) return;
    this.spill.spilling(spilled);
    await writeLog(
      this.database,
      this.writer,
      spilled.flatMap((group) => group.messages),
    );
  }

  private async sent(groups: readonly PartitionMessages[]): Promise<boolean> {
    try {
      await this.sender.send(groups);
      return true;
    } catch {
      // The sender has said why, and probes until the broker answers again.
      return false;
    }
  }
}
